-- Still rendering: when each is asked next. ARGV[1] '1' good batch, '0' every poll failed, '' says nothing ·
-- then per take: take, delay ms, progress or '' · Returns admitted,
-- nextChangeAt (a bad batch may trip), nextPollMs until the next one of the lane is due
local now = now_ms()

-- Polls that are due at about the same time are due together, so that a few operations do not wake the pollers
-- once each. The slack is a quarter of the wait at most, and never more than half a second.
local function due_at(delay)
  local grid = math.min(512, 2 ^ math.floor(math.log(math.max(4, delay) / 4) / math.log(2)))
  return math.ceil((now + delay) / grid) * grid
end

for i = 2, #ARGV, 3 do
  local take = ARGV[i]
  redis.call('ZADD', lane .. ':due', 'XX', due_at(tonumber(ARGV[i + 1])), take)
  if ARGV[i + 2] ~= '' then redis.call('HSET', take_key(take), 'progress', ARGV[i + 2]) end
end
if ARGV[1] ~= '' then lane_poll_outcome(lane, ARGV[1] == '0', now) end
local next_due = redis.call('ZRANGE', lane .. ':due', 0, 0, 'WITHSCORES')
return answer(now, { nextPollMs = next_due[2] and math.max(0, next_due[2] - now) })
