-- A film is safe. ARGV[1] take · [2] event store (rendered for this take) | reuse (stored before) ·
-- [3] film JSON · [4] detail JSON · Returns verdict stored | stale; bells of the takes that waited for it
local take, now = ARGV[1], now_ms()
if not take_move(take, ARGV[2], now, ARGV[4]) then
  return cjson.encode({ verdict = 'stale', state = take_get(take, 'state') })
end
local key = take_key(take)
redis.call('HSET', key, 'film', ARGV[3])
redis.call('HDEL', key, 'link', 'wait', 'waitUntil', 'waitDetail', 'collectFailures')
local bells = { take }
if ARGV[2] == 'store' then
  redis.call('HSET', film_key(take), 'owner', take, 'state', 'stored', 'film', ARGV[3])
  for _, follower in ipairs(film_followers(take)) do bells[#bells + 1] = follower end
end
-- It left the lane when it was rendered, or when it was told to reuse: nothing becomes free.
return cjson.encode({ verdict = 'stored', admitted = bells })
