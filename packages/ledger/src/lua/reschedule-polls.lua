-- Still rendering: when each is asked next. ARGV[1] '1' good batch, '0' every poll failed, '' says nothing ·
-- [2] ms for which the provider wants no poll · then per take: take, delay ms, progress or '', and whether the
-- provider knows the operation: '1', '0' or '' · Returns admitted, nextChangeAt (a bad batch may trip), nextPollMs until
-- the next one of the lane is due
local now = now_ms()
local times = {}
for i = 3, #ARGV, 4 do
  local take = ARGV[i]
  times[#times + 1], times[#times + 2] = now + ARGV[i + 1], take
  if ARGV[i + 2] ~= '' then redis.call('HSET', take_key(take), 'progress', ARGV[i + 2]) end
  if ARGV[i + 3] == '0' then redis.call('HSETNX', take_key(take), 'missingAt', now) end
  if ARGV[i + 3] == '1' then redis.call('HDEL', take_key(take), 'missingAt') end
end
if #times > 0 then redis.call('ZADD', lane .. ':due', 'XX', unpack(times)) end
local hold = lane_number(lane, 'pollHold', 0)
if tonumber(ARGV[2]) > 0 then
  hold = math.max(hold, now + math.min(ARGV[2], HOLD_MAX_MS))
  lane_set(lane, 'pollHold', hold)
end
if ARGV[1] ~= '' then lane_poll_outcome(lane, ARGV[1] == '0', now) end
local next_due = tonumber(redis.call('ZRANGE', lane .. ':due', 0, 0, 'WITHSCORES')[2])
return answer(now, { nextPollMs = next_due and math.max(0, next_due - now, hold - now) })
