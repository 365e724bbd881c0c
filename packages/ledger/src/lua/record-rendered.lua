-- The operation is done at the provider: its permit is free from this step on, whatever the download does.
-- ARGV[1] take · [2] operation id · [3] link · [4] detail JSON · Returns verdict collecting | stale
local take, now = ARGV[1], now_ms()
if take_get(take, 'operationId') ~= ARGV[2] or not take_move(take, 'render', now, ARGV[4]) then
  return cjson.encode({ verdict = 'stale', state = take_get(take, 'state') })
end
redis.call('HSET', take_key(take), 'renderedAt', now, 'link', ARGV[3], 'progress', 100)
take_leave_lane(take)
local renders = lane .. ':renders:' .. take_get(take, 'model')
redis.call('LPUSH', renders, now - tonumber(take_get(take, 'submittedAt') or now))
redis.call('LTRIM', renders, 0, 49)
return answer(now, { verdict = 'collecting' })
