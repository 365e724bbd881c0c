-- Still rendering: when each operation is asked next.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.health         good | failed (every poll failed) | unknown
-- args.throttleMs     for how long the provider wants no poll
-- args.takes          list of takeId · delayMs · progress · isKnown (whether the provider knows the operation) ·
--                     isRunning (whether it said that it is not done) · odd (an unclear answer) · isClear (a clear
--                     answer after odd ones)
-- Reply.nextPollMs    time until the next poll of the lane is due; absent where nothing is in flight
-- Reply.admitted      takes to wake
-- Reply.nextChangeAt  when to admit again; absent: no need
local args = cjson.decode(ARGV[1])
local now, due_key = lane_now(lane), lane .. ':due'

local function append(fields, name, value)
  fields[#fields + 1], fields[#fields + 2] = name, value
end

-- A take that is no longer polled may have no record.
local function note_answer(answer)
  if not redis.call('ZSCORE', due_key, answer.takeId) then return end
  redis.call('ZADD', due_key, 'XX', now + answer.delayMs, answer.takeId)
  local key, fields = take_key(answer.takeId), { 'pollWait', answer.delayMs }
  -- One command for all fields: thousands of answers may come at once.
  if answer.progress then append(fields, 'progress', answer.progress) end
  if answer.isRunning then append(fields, 'runningAt', now) end
  if answer.odd then append(fields, 'odd', answer.odd) end
  redis.call('HSET', key, unpack(fields))
  if answer.isKnown == false then redis.call('HSETNX', key, 'missingAt', now) end
  if answer.isKnown then redis.call('HDEL', key, 'missingAt') end
  if answer.odd then
    redis.call('HSETNX', key, 'oddAt', now)
    redis.call('HINCRBY', key, 'oddTimes', 1)
  end
  if answer.isClear then redis.call('HDEL', key, 'odd', 'oddAt', 'oddTimes') end
end

for _, answer in ipairs(args.takes) do note_answer(answer) end
local throttled_until = lane_number(lane, 'pollsThrottledUntil', 0)
if args.throttleMs > 0 then
  throttled_until = math.max(throttled_until, now + math.min(args.throttleMs, THROTTLE_MAX_MS))
  lane_set(lane, 'pollsThrottledUntil', throttled_until)
end
if args.health ~= 'unknown' then lane_poll_outcome(lane, args.health == 'failed', now) end
local next_due = tonumber(redis.call('ZRANGE', due_key, 0, 0, 'WITHSCORES')[2])
return take_answer(now, { nextPollMs = next_due and math.max(0, next_due - now, throttled_until - now) })
