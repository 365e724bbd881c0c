-- The stored film of this content is gone or damaged: it must be made again, and this take may do so.
-- ARGV[1] take · [2] the film JSON that was found wanting · Returns verdict waiting | stale
local take, now = ARGV[1], now_ms()
local film = film_key(take)
if take_get(take, 'state') ~= 'queued' then return cjson.encode({ verdict = 'stale' }) end
if redis.call('HGET', film, 'film') == ARGV[2] then redis.call('DEL', film) end
redis.call('HDEL', take_key(take), 'wait', 'waitUntil', 'waitDetail')
take_note(take, now, 'film-lost', '')
take_enter_lane(take, take_place(take))
return answer(now, { verdict = 'waiting' })
