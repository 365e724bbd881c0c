-- Still rendering: when each is asked next. ARGV[1] '1' good batch, '0' every poll failed, '' says nothing ·
-- then per take: take, delay ms, progress or '' · Returns admitted, nextChangeAt (a bad batch may trip)
local now = now_ms()
for i = 2, #ARGV, 3 do
  local take = ARGV[i]
  redis.call('ZADD', lane .. ':due', 'XX', now + ARGV[i + 1], take)
  if ARGV[i + 2] ~= '' then redis.call('HSET', take_key(take), 'progress', ARGV[i + 2]) end
end
if ARGV[1] ~= '' then lane_poll_outcome(lane, ARGV[1] == '0', now) end
return answer(now, {})
