-- The lane: permits, fair ring, breaker and pacing of one provider account. Included by every script that
-- can change who may go next, so that freeing a permit and giving it away is one atomic step.
--
-- `lane` is the key of the lane's hash; everything else of the lane hangs below it:
--   lane             policy (maximum, degraded, tripAfter, cooldownMs, recoveryStepMs, paceBaseMs, paceCapMs,
--                    learnStepMs) and condition (trippedAt, trips, errors, failures, observations,
--                    pollErrors, holdUntil, isolation, learned, learnedAt, learnRefusals, vtime)
--   lane:permits     zset  take -> time it got its permit. No time limit: a permit ends with the operation
--   lane:trying      hash  take -> "trips:observations" at admission; takes whose create has no known outcome yet
--   lane:bells       zset  take -> time its doorbell was last rung; outbox until the take begins
--   lane:ring        zset  flow (storyboard) -> virtual time; the lowest goes next
--   lane:flow:<flow> zset  take -> place within its storyboard
--   lane:weights     hash  flow -> weight
--   lane:later       zset  take -> not before this time
--   lane:flows       hash  take -> flow, while the take waits or holds a permit
-- All times are Redis TIME in ms.

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function lane_number(lane, field, default)
  return tonumber(redis.call('HGET', lane, field) or default)
end

local function lane_set(lane, ...)
  redis.call('HSET', lane, ...)
end

local function earlier(a, b)
  if not a then return b end
  if not b then return a end
  return math.min(a, b)
end

-- Permits the breaker grants, its name, and when that will be another number by itself.
-- The same arithmetic as core's breaker.ts.
local function lane_graded(lane, now)
  local maximum = lane_number(lane, 'maximum', 0)
  local tripped = tonumber(redis.call('HGET', lane, 'trippedAt') or '')
  if not tripped then return maximum, 'closed', nil end
  local degraded = lane_number(lane, 'degraded', 1)
  local step = lane_number(lane, 'recoveryStepMs', 60000)
  local since = tripped + lane_number(lane, 'cooldownMs', 600000)
  local steps = math.floor((now - since) / step)
  if steps < 0 then return degraded, 'open', since + step end
  if degraded + steps >= maximum then
    redis.call('HDEL', lane, 'trippedAt')
    return maximum, 'closed', nil
  end
  return degraded + steps, 'recovering', since + (steps + 1) * step
end

-- The provider's own limit as last observed: it climbs by one per learnStep, doubled for each refusal
-- that proved the climb wrong, so that trying costs little.
local function lane_learned(lane, now)
  local learned = tonumber(redis.call('HGET', lane, 'learned') or '')
  if not learned then return nil, nil end
  local refusals = lane_number(lane, 'learnRefusals', 0)
  local step = lane_number(lane, 'learnStepMs', 30000) * 2 ^ math.min(refusals, 5)
  local at = lane_number(lane, 'learnedAt', now)
  local steps = math.max(0, math.floor((now - at) / step))
  return learned + steps, at + (steps + 1) * step
end

-- Returns capacity, breaker, nextChangeAt.
local function lane_capacity(lane, now)
  if redis.call('HEXISTS', lane, 'isolation') == 1 then return 0, 'isolated', nil end
  local graded, breaker, change = lane_graded(lane, now)
  local learned, climb = lane_learned(lane, now)
  if not learned or learned >= graded then return graded, breaker, change end
  return learned, breaker, earlier(change, climb)
end

-- Puts a take into its storyboard's flow. A flow that enters the ring starts at the present virtual time:
-- it has no credit from before, and nobody who waited longer is passed over.
local function lane_wait(lane, take, flow, place, weight)
  redis.call('HSET', lane .. ':flows', take, flow)
  if weight then redis.call('HSET', lane .. ':weights', flow, weight) end
  redis.call('ZADD', lane .. ':flow:' .. flow, place, take)
  if not redis.call('ZSCORE', lane .. ':ring', flow) then
    redis.call('ZADD', lane .. ':ring', lane_number(lane, 'vtime', 0), flow)
  end
end

-- Takes whose time has come go back to the front of their flow.
local function lane_wake_later(lane, now)
  local due = redis.call('ZRANGEBYSCORE', lane .. ':later', '-inf', now, 'LIMIT', 0, 100)
  for _, take in ipairs(due) do
    redis.call('ZREM', lane .. ':later', take)
    local flow = redis.call('HGET', lane .. ':flows', take)
    if flow then lane_wait(lane, take, flow, -1) end
  end
end

-- Takes the next waiting take off the ring: start-time fair queueing over storyboards.
local function lane_next(lane)
  while true do
    local head = redis.call('ZRANGE', lane .. ':ring', 0, 0, 'WITHSCORES')
    if #head == 0 then return nil end
    local flow, vtime = head[1], tonumber(head[2])
    local popped = redis.call('ZPOPMIN', lane .. ':flow:' .. flow)
    if #popped > 0 then
      lane_set(lane, 'vtime', vtime)
      local weight = tonumber(redis.call('HGET', lane .. ':weights', flow) or 1)
      if redis.call('EXISTS', lane .. ':flow:' .. flow) == 1 then
        redis.call('ZADD', lane .. ':ring', vtime + 1 / weight, flow)
      else
        redis.call('ZREM', lane .. ':ring', flow)
      end
      return popped[1]
    end
    redis.call('ZREM', lane .. ':ring', flow)
  end
end

local function lane_admit(lane, take, now)
  redis.call('ZADD', lane .. ':permits', now, take)
  redis.call('ZADD', lane .. ':bells', now, take)
  local seen = lane_number(lane, 'trips', 0) .. ':' .. lane_number(lane, 'observations', 0)
  redis.call('HSET', lane .. ':trying', take, seen)
end

-- While nothing succeeds one create at a time goes out, so an outage costs a few requests.
local function lane_is_probing(lane)
  return lane_number(lane, 'failures', 0) >= lane_number(lane, 'tripAfter', 2)
end

local PUMP_LIMIT = 100

-- Gives free permits to the next takes. Returns the admitted takes, whose doorbells the caller rings,
-- and the time at which somebody should pump again although nothing happened (nil: no need).
local function lane_pump(lane, now)
  lane_wake_later(lane, now)
  local admitted = {}
  local capacity, _, change = lane_capacity(lane, now)
  local hold = lane_number(lane, 'holdUntil', 0)
  local held = redis.call('ZCARD', lane .. ':permits')
  local probing = lane_is_probing(lane)
  while hold <= now and held < capacity and #admitted < PUMP_LIMIT do
    if probing and redis.call('HLEN', lane .. ':trying') > 0 then break end
    local take = lane_next(lane)
    if not take then break end
    lane_admit(lane, take, now)
    held = held + 1
    admitted[#admitted + 1] = take
  end
  local next_change = nil
  if redis.call('EXISTS', lane .. ':ring') == 1 then
    next_change = change
    if hold > now then next_change = earlier(next_change, hold) end
    if #admitted == PUMP_LIMIT then next_change = now end
  end
  local later = redis.call('ZRANGE', lane .. ':later', 0, 0, 'WITHSCORES')
  if later[2] then next_change = earlier(next_change, tonumber(later[2])) end
  return admitted, next_change
end

-- The one gate through which a permit ends: true for exactly one caller.
local function lane_release(lane, take)
  redis.call('HDEL', lane .. ':trying', take)
  redis.call('ZREM', lane .. ':bells', take)
  return redis.call('ZREM', lane .. ':permits', take) == 1
end

-- A take leaves the lane for good (or is found to be in flight after all): no queue holds it any more.
local function lane_forget(lane, take)
  local flow = redis.call('HGET', lane .. ':flows', take)
  if flow then redis.call('ZREM', lane .. ':flow:' .. flow, take) end
  redis.call('ZREM', lane .. ':later', take)
  redis.call('HDEL', lane .. ':flows', take)
end

local function lane_hold(lane, untilMs)
  if untilMs > lane_number(lane, 'holdUntil', 0) then lane_set(lane, 'holdUntil', math.floor(untilMs)) end
end

-- Opens the breaker (again). From here on single probes go out until one succeeds.
local function lane_trip(lane, now)
  local failures = math.max(lane_number(lane, 'failures', 0), lane_number(lane, 'tripAfter', 2))
  lane_set(lane, 'trippedAt', now, 'errors', 0, 'pollErrors', 0, 'failures', failures)
  redis.call('HINCRBY', lane, 'trips', 1)
end

local function lane_in_flight(lane)
  return redis.call('ZCARD', lane .. ':permits') - redis.call('HLEN', lane .. ':trying')
end

-- The provider took a create: it is alive, and it holds at least what is in flight now.
local function lane_success(lane, take, now)
  redis.call('HDEL', lane .. ':trying', take)
  lane_set(lane, 'errors', 0, 'failures', 0)
  local learned = tonumber(redis.call('HGET', lane, 'learned') or '')
  if not learned then return end
  local in_flight = lane_in_flight(lane)
  if in_flight >= lane_number(lane, 'maximum', 0) then
    redis.call('HDEL', lane, 'learned', 'learnedAt', 'learnRefusals')
  elseif in_flight > learned then
    lane_set(lane, 'learned', in_flight, 'learnedAt', now)
  end
end

-- True when a throttled create is explained by the provider's own limit: as many as we believed it to
-- hold are in flight. Then the limit is learned, and nothing is counted against the provider. A throttle
-- below the learned limit is no limit but trouble.
local function lane_learn_limit(lane, take, now)
  local in_flight = lane_in_flight(lane)
  if in_flight < 1 then return false end
  local known = tonumber(redis.call('HGET', lane, 'learned') or '')
  if not known then
    lane_set(lane, 'learned', in_flight, 'learnedAt', now, 'learnRefusals', 0)
    return true
  end
  local got_permit = tonumber(redis.call('ZSCORE', lane .. ':permits', take) or 0)
  if got_permit < lane_number(lane, 'learnedAt', 0) then return true end
  if in_flight < known then return false end
  lane_set(lane, 'learned', in_flight, 'learnedAt', now)
  redis.call('HINCRBY', lane, 'learnRefusals', 1)
  return true
end

-- A create met a provider error; called while the take is still being tried. Takes admitted before the last
-- observation, or before the last trip, are stale evidence: twenty creates that fail together are one
-- observation, not twenty.
local function lane_error(lane, take, now)
  local trip_after = lane_number(lane, 'tripAfter', 2)
  local seen = redis.call('HGET', lane .. ':trying', take) or ''
  local trips, observations = seen:match('^(%d+):(%d+)$')
  redis.call('HDEL', lane .. ':trying', take)
  if tonumber(trips) == lane_number(lane, 'trips', 0) and redis.call('HINCRBY', lane, 'errors', 1) >= trip_after then
    lane_trip(lane, now)
  end
  if tonumber(observations) ~= lane_number(lane, 'observations', 0) then return end
  redis.call('HINCRBY', lane, 'observations', 1)
  local failures = redis.call('HINCRBY', lane, 'failures', 1)
  if failures >= trip_after then
    local pace = lane_number(lane, 'paceBaseMs', 500) * 2 ^ math.min(failures - trip_after, 20)
    lane_hold(lane, now + math.min(pace, lane_number(lane, 'paceCapMs', 30000)))
  end
end

-- One poll batch: errors of polls trip the breaker too, but a good poll says nothing about creates.
local function lane_poll_outcome(lane, failed, now)
  if not failed then
    if redis.call('HGET', lane, 'pollErrors') ~= '0' then lane_set(lane, 'pollErrors', 0) end
  elseif redis.call('HINCRBY', lane, 'pollErrors', 1) >= lane_number(lane, 'tripAfter', 2) then
    lane_trip(lane, now)
  end
end

-- Nothing is sent until somebody, or a probe, opens the lane again.
local function lane_isolate(lane, reason)
  lane_set(lane, 'isolation', reason)
end

-- Opens an isolated lane. The first create is a probe: an empty account may still be too empty.
local function lane_reopen(lane)
  redis.call('HDEL', lane, 'isolation')
  lane_set(lane, 'failures', lane_number(lane, 'tripAfter', 2), 'errors', 0)
end

-- Answer of every script that may have admitted takes.
local function lane_answer(lane, now, answer)
  answer.admitted, answer.nextChangeAt = lane_pump(lane, now)
  return cjson.encode(answer)
end
