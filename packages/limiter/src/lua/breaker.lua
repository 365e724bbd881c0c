-- The breaker of a lane: its capacity, and how outcomes of creates and polls change it. core/breaker.ts has the same
-- arithmetic.

-- Upper limit of a Retry-After, ms.
local THROTTLE_MAX_MS = 900000
-- First delay between probes, ms; its growth factor; its maximum.
local PACE_BASE_MS, PACE_GROWTH, PACE_MAX_MS = 500, 1.5, 30000
-- Delay before trying one above the learned limit, ms; doubles per refusal, up to this many times.
local LEARN_STEP_MS, LEARN_DOUBLINGS = 10000, 5
-- Concurrent creates with an unknown outcome allowed beyond the proven limit.
local EXPLORE = 5
-- Throttles in a row that may still be the provider's own limit.
local THROTTLE_PATIENCE = 2

local function lane_cooldown(lane)
  local cooldown = lane_number(lane, 'cooldownMs', 600000)
  local grown = cooldown * lane_number(lane, 'cooldownGrowth', 1) ^ lane_number(lane, 'relapses', 0)
  return math.floor(math.max(cooldown, math.min(grown, lane_number(lane, 'cooldownMaxMs', 3600000))))
end

-- Returns permits granted by the breaker, its state, and when they change by themselves.
local function lane_graded(lane, now)
  local maximum = lane_number(lane, 'maximum', 0)
  local tripped = lane_number(lane, 'trippedAt', '')
  if not tripped then return maximum, 'closed', nil end
  local degraded = math.min(lane_number(lane, 'degraded', 1), maximum)
  local step = lane_number(lane, 'recoveryStepMs', 60000)
  local since = tripped + lane_cooldown(lane)
  local steps = math.floor((now - since) / step)
  if steps < 0 then return degraded, 'open', since + step end
  if degraded + steps >= maximum then
    lane_clear(lane, 'trippedAt', 'tripReason')
    return maximum, 'closed', nil
  end
  return degraded + steps, 'recovering', since + (steps + 1) * step
end

-- The provider's own limit as last observed. It climbs by one per step; the step doubles with each refusal, so that
-- trying costs little.
local function lane_learned(lane, now)
  local learned = lane_number(lane, 'learned', '')
  if not learned then return nil, nil end
  local refusals = lane_number(lane, 'learnRefusals', 0)
  local step = LEARN_STEP_MS * 2 ^ math.min(refusals, LEARN_DOUBLINGS)
  local at = lane_number(lane, 'learnedAt', now)
  local steps = math.max(0, math.floor((now - at) / step))
  return learned + steps, at + (steps + 1) * step
end

-- Returns capacity, breaker, nextChangeAt.
local function lane_capacity(lane, now)
  if lane_get(lane, 'isolation') then return 0, 'isolated', nil end
  local graded, breaker, change = lane_graded(lane, now)
  local learned, climb = lane_learned(lane, now)
  if not learned or learned >= graded then return graded, breaker, change end
  return learned, breaker, earlier(change, climb)
end

-- Until a create succeeds, one at a time is sent, so an outage costs a few requests. Beyond the proven limit only a
-- few are sent together, so meeting it costs a few refusals.
local function lane_may_try(lane, permits, trying)
  if lane_number(lane, 'failures', 0) >= lane_number(lane, 'tripAfter', 2) then return trying == 0 end
  local proven = lane_number(lane, 'proven', 0)
  return permits < proven or trying < math.max(EXPLORE, math.floor(proven / 2))
end

local function lane_in_flight(lane)
  return redis.call('ZCARD', lane .. ':permits') - redis.call('HLEN', lane .. ':trying')
end

local function lane_throttle(lane, now, ms)
  local untilMs = math.floor(now + math.min(ms, THROTTLE_MAX_MS))
  if untilMs > lane_number(lane, 'throttledUntil', 0) then lane_set(lane, 'throttledUntil', untilMs) end
end

local function lane_forget_limit(lane)
  lane_clear(lane, 'learned', 'learnedAt', 'learnRefusals', 'leap')
end

-- Opens the breaker (again); reason: creates | polls | manual. From now on single probes are sent until one succeeds.
-- A trip during a recovery is a relapse and may extend the cool-down.
local function lane_trip(lane, now, reason)
  local _, breaker = lane_graded(lane, now)
  if breaker == 'recovering' then lane_add(lane, 'relapses', 1) end
  if breaker == 'closed' then lane_set(lane, 'relapses', 0) end
  local failures = math.max(lane_number(lane, 'failures', 0), lane_number(lane, 'tripAfter', 2))
  lane_set(lane, 'trippedAt', now, 'tripReason', reason, 'errors', 0, 'pollErrors', 0, 'failures', failures)
  lane_add(lane, 'trips', 1)
  lane_forget_limit(lane)
end

-- A create was accepted: the provider is up and holds at least what is in flight.
local function lane_success(lane, take, now)
  redis.call('HDEL', lane .. ':trying', take)
  lane_set(lane, 'errors', 0, 'failures', 0, 'throttles', 0)
  local in_flight = lane_in_flight(lane)
  if in_flight > lane_number(lane, 'proven', 0) then lane_set(lane, 'proven', in_flight) end
  local learned = lane_number(lane, 'learned', '')
  if not learned or in_flight <= learned then return end
  if in_flight >= lane_number(lane, 'maximum', 0) then
    lane_forget_limit(lane)
  else
    -- More than the learned limit was accepted. Once, an unseen end of a render may explain it. Repeatedly, the limit
    -- was a bad moment, so the climb doubles each time.
    local leap = math.max(1, 2 * lane_number(lane, 'leap', 0))
    lane_set(lane, 'learned', in_flight + leap, 'learnedAt', now, 'leap', leap)
    if leap > 1 then lane_set(lane, 'learnRefusals', 0) end
  end
end

-- True if the provider's own limit explains a throttle: others are in flight and creates succeeded lately. The limit
-- is learned and nothing counts against the provider. Throttles despite fewer operations in flight are trouble, not a
-- limit.
local function lane_learn_limit(lane, take, now)
  local in_flight = lane_in_flight(lane)
  if in_flight < 1 then return false end
  local known = lane_number(lane, 'learned', '')
  local got_permit = tonumber(redis.call('ZSCORE', lane .. ':permits', take) or 0)
  if known and got_permit < lane_number(lane, 'learnedAt', 0) then return true end
  if lane_add(lane, 'throttles', 1) > THROTTLE_PATIENCE then return false end
  lane_set(lane, 'learned', in_flight, 'learnedAt', now, 'proven', in_flight)
  lane_clear(lane, 'leap')
  -- A refusal below the learned limit does not mean that the climb was wrong.
  lane_add(lane, 'learnRefusals', known and in_flight >= known and 1 or 0)
  return true
end

-- A create met a provider error; called while the take is still being tried. Takes admitted before the last
-- observation or trip are stale evidence: twenty creates that fail together count once.
local function lane_error(lane, take, now)
  local trip_after = lane_number(lane, 'tripAfter', 2)
  local seen = redis.call('HGET', lane .. ':trying', take) or ''
  local trips, observations = seen:match('^(%d+):(%d+)$')
  redis.call('HDEL', lane .. ':trying', take)
  if tonumber(trips) == lane_number(lane, 'trips', 0) and lane_add(lane, 'errors', 1) >= trip_after then
    lane_trip(lane, now, 'creates')
  end
  if tonumber(observations) ~= lane_number(lane, 'observations', 0) then return end
  lane_add(lane, 'observations', 1)
  local failures = lane_add(lane, 'failures', 1)
  if failures >= trip_after then
    lane_throttle(lane, now, math.min(PACE_MAX_MS, PACE_BASE_MS * PACE_GROWTH ^ math.min(failures - trip_after, 30)))
  end
end

-- Outcome of one poll batch. Failed polls trip the breaker too, but a good poll proves nothing about creates.
local function lane_poll_outcome(lane, failed, now)
  if not failed then
    if lane_number(lane, 'pollErrors', 1) ~= 0 then lane_set(lane, 'pollErrors', 0) end
  elseif lane_add(lane, 'pollErrors', 1) >= lane_number(lane, 'tripAfter', 2) then
    lane_trip(lane, now, 'polls')
  end
end

-- Stops the lane until a person or a probe reopens it. Only a person ends a person's isolation.
local function lane_isolate(lane, reason, note)
  if lane_get(lane, 'isolation') == 'manual' and reason ~= 'manual' then return end
  lane_set(lane, 'isolation', reason, 'isolationNote', note or '')
end

-- Reopens an isolated lane. The first create is a probe: the balance may still be too low.
local function lane_reopen(lane)
  lane_clear(lane, 'isolation', 'isolationNote')
  lane_set(lane, 'failures', lane_number(lane, 'tripAfter', 2), 'errors', 0)
end

-- Evaluates a create that was not accepted; called while the take is still being tried. cause: throttled | error
-- (count against the provider) · auth | balance (isolate) · others are ignored
local function lane_refused(lane, take, cause, now)
  if cause == 'auth' or cause == 'balance' then
    lane_isolate(lane, cause)
  elseif cause == 'error' or (cause == 'throttled' and not lane_learn_limit(lane, take, now)) then
    lane_error(lane, take, now)
  end
end
