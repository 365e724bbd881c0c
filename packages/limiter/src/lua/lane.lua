-- The lane: permits of one provider account. Included, after clock, fair queue and breaker, by every script that can
-- change who may go next. So freeing a permit and giving it away is one atomic step.
--
-- `lane` is the key of the lane's hash; everything else of the lane hangs below it:
--   lane                  hash  policy: maximum, degraded, tripAfter, cooldownMs, cooldownGrowth, cooldownMaxMs,
--                               recoveryStepMs, cap:<model>
--                         hash  condition: clock, trippedAt, tripReason, trips, relapses, errors, failures, observations,
--                               pollErrors, throttledUntil, isolation, isolationNote, storageFull, learned, learnedAt,
--                               learnRefusals, leap, throttles, proven, vtime
--   lane:permits          zset  take -> time it got its permit. No time limit: a permit ends with the operation
--   lane:permits:<model>  set   the takes among them of one model
--   lane:trying           hash  take -> "trips:observations" at admission; takes whose create has no known outcome yet
--   lane:wakes            zset  take -> time of its last wake; outbox until the take begins
--
-- All times are Redis TIME in ms.

local ADMIT_LIMIT = 100
-- Smaller clock steps are ignored, ms.
local CLOCK_SLACK_MS = 1000

-- After the clock was set back, all stored times lie in the future and would extend cool-downs and throttles. Shift
-- them along.
local function lane_move_times(lane, back_ms)
  for _, field in ipairs({ 'trippedAt', 'learnedAt', 'throttledUntil', 'pollsThrottledUntil' }) do
    if lane_get(lane, field) then lane_add(lane, field, -back_ms) end
  end
  for _, name in ipairs({ ':permits', ':wakes', ':later', ':due', ':unconfirmed', ':ready', ':budget' }) do
    local all = redis.call('ZRANGE', lane .. name, 0, -1)
    for _, take in ipairs(all) do redis.call('ZINCRBY', lane .. name, -back_ms, take) end
  end
end

-- Current time of a script; each script calls this first.
local function lane_now(lane)
  local now = clock_ms()
  local seen = lane_number(lane, 'clock', 0)
  if now < seen - CLOCK_SLACK_MS then lane_move_times(lane, seen - now) end
  if math.abs(now - seen) > CLOCK_SLACK_MS then lane_set(lane, 'clock', now) end
  return now
end

-- Records that a take holds a permit. True if it had none before.
local function lane_keep_permit(lane, take, flow, now)
  redis.call('HSET', lane .. ':flows', take, flow)
  redis.call('SADD', lane .. ':permits:' .. flow_model(flow), take)
  return redis.call('ZADD', lane .. ':permits', 'NX', now, take) == 1
end

local function lane_admit(lane, take, flow, now)
  lane_keep_permit(lane, take, flow, now)
  redis.call('ZADD', lane .. ':wakes', now, take)
  local seen = lane_number(lane, 'trips', 0) .. ':' .. lane_number(lane, 'observations', 0)
  redis.call('HSET', lane .. ':trying', take, seen)
end

-- Gives free permits to the next takes. Returns the admitted takes, for the caller to wake, and when to try again
-- without an event (nil: never).
local function lane_admit_next(lane, now)
  lane_wake_later(lane, now)
  local admitted = {}
  local capacity, _, change = lane_capacity(lane, now)
  -- Buy nothing while the store is full; independent of breaker and isolation.
  if lane_get(lane, 'storageFull') then capacity = 0 end
  local throttled_until = lane_number(lane, 'throttledUntil', 0)
  local permits = redis.call('ZCARD', lane .. ':permits')
  local trying = redis.call('HLEN', lane .. ':trying')
  while throttled_until <= now and permits < capacity and #admitted < ADMIT_LIMIT and lane_may_try(lane, permits, trying) do
    local take, flow = lane_next(lane)
    if not take then break end
    lane_admit(lane, take, flow, now)
    permits, trying = permits + 1, trying + 1
    admitted[#admitted + 1] = take
  end
  local next_change = nil
  if redis.call('EXISTS', lane .. ':fair-queues') == 1 then
    next_change = change
    if throttled_until > now then next_change = earlier(next_change, throttled_until) end
    if #admitted == ADMIT_LIMIT then next_change = now end
  end
  local later = redis.call('ZRANGE', lane .. ':later', 0, 0, 'WITHSCORES')
  if later[2] then next_change = earlier(next_change, tonumber(later[2])) end
  return admitted, next_change
end

-- The only way to end a permit: true for exactly one caller.
local function lane_release(lane, take)
  local flow = redis.call('HGET', lane .. ':flows', take)
  if flow then redis.call('SREM', lane .. ':permits:' .. flow_model(flow), take) end
  redis.call('HDEL', lane .. ':trying', take)
  redis.call('ZREM', lane .. ':wakes', take)
  return redis.call('ZREM', lane .. ':permits', take) == 1
end

-- Moves takes admitted beyond the capacity that have not begun to the front of their flow.
local function lane_take_back(lane, now)
  local over = redis.call('ZCARD', lane .. ':permits') - lane_capacity(lane, now)
  if over <= 0 then return end
  for _, other in ipairs(redis.call('ZRANGE', lane .. ':wakes', 0, over - 1, 'REV')) do
    local flow = redis.call('HGET', lane .. ':flows', other)
    if lane_release(lane, other) and flow then lane_wait(lane, other, flow, -1) end
  end
end

-- A take is in flight without a permit: Redis lost state. It gets one regardless of the limit, and takes that have
-- not begun make room. True if it had none before.
local function lane_restore_permit(lane, take, flow, now)
  if not lane_keep_permit(lane, take, flow, now) then return false end
  lane_take_back(lane, now)
  return true
end

-- Reply of scripts that may have admitted takes.
local function lane_answer(lane, now, answer)
  answer.admitted, answer.nextChangeAt = lane_admit_next(lane, now)
  return cjson.encode(answer)
end
