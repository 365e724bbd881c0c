-- Still rendering: when each operation is asked next.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.health         good | failed (every poll failed) | unknown
-- args.throttleMs         for how long the provider wants no poll
-- args.takes          list of takeId, delayMs, progress, isKnown (whether the provider knows the operation), isRunning
--                     (whether it said that it is not done)
-- Reply.nextPollMs    time until the next poll of the lane is due; absent where nothing is in flight
-- Reply.admitted      takes to wake
-- Reply.nextChangeAt  when to admit again; absent: no need
local args = cjson.decode(ARGV[1])
local now = lane_now(lane)

-- A take that is no longer polled may have no record.
local function note_answer(answer)
  if not redis.call('ZSCORE', lane .. ':due', answer.takeId) then return end
  local key = take_key(answer.takeId)
  redis.call('ZADD', lane .. ':due', 'XX', now + answer.delayMs, answer.takeId)
  redis.call('HSET', key, 'pollWait', answer.delayMs)
  if answer.progress then redis.call('HSET', key, 'progress', answer.progress) end
  if answer.isKnown == false then redis.call('HSETNX', key, 'missingAt', now) end
  if answer.isRunning then redis.call('HSET', key, 'runningAt', now) end
  if answer.isKnown then redis.call('HDEL', key, 'missingAt') end
end

for _, answer in ipairs(args.takes) do note_answer(answer) end
local throttled_until = lane_number(lane, 'pollsThrottledUntil', 0)
if args.throttleMs > 0 then
  throttled_until = math.max(throttled_until, now + math.min(args.throttleMs, THROTTLE_MAX_MS))
  lane_set(lane, 'pollsThrottledUntil', throttled_until)
end
if args.health ~= 'unknown' then lane_poll_outcome(lane, args.health == 'failed', now) end
local next_due = tonumber(redis.call('ZRANGE', lane .. ':due', 0, 0, 'WITHSCORES')[2])
return take_answer(now, { nextPollMs = next_due and math.max(0, next_due - now, throttled_until - now) })
