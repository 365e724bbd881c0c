-- The line of a lane: takes that wait for a permit, in a fair order.
--
--   lane:fair-queues         set   models with waiting takes
--   lane:fair-queue:<model>  zset  flow -> virtual time; the lowest goes next. One queue per model: a model at its
--                                  own cap must not block the others
--   lane:flow:<flow>         zset  take -> place within its flow
--   lane:later               zset  take -> not before this time
--   lane:flows               hash  take -> flow, while the take waits or holds a permit
--
-- A flow is what takes turns: the takes of one storyboard, with one weight and one model.

-- The hash of the lane is read once per script; writes update Redis and this cache.
local lane_fields

local function lane_all(lane)
  if lane_fields then return lane_fields end
  lane_fields = {}
  local flat = redis.call('HGETALL', lane)
  for i = 1, #flat, 2 do lane_fields[flat[i]] = flat[i + 1] end
  return lane_fields
end

local function lane_get(lane, field)
  return lane_all(lane)[field]
end

local function lane_number(lane, field, default)
  return tonumber(lane_get(lane, field) or default)
end

local function lane_set(lane, ...)
  local fields, given = lane_all(lane), { ... }
  for i = 1, #given, 2 do fields[given[i]] = given[i + 1] end
  redis.call('HSET', lane, ...)
end

local function lane_add(lane, field, more)
  local sum = redis.call('HINCRBY', lane, field, more)
  lane_all(lane)[field] = sum
  return sum
end

local function lane_clear(lane, ...)
  local fields = lane_all(lane)
  for _, field in ipairs({ ... }) do fields[field] = nil end
  redis.call('HDEL', lane, ...)
end

local function earlier(a, b)
  if not a then return b end
  if not b then return a end
  return math.min(a, b)
end

local function lane_flow(storyboard, weight, model)
  return storyboard .. '|' .. weight .. '|' .. model
end

local function flow_weight(flow)
  return tonumber(flow:match('^[^|]*|([^|]*)|'))
end

local function flow_model(flow)
  return flow:match('^[^|]*|[^|]*|(.*)$')
end

-- Queues a take in its flow. A new flow starts at the current virtual time: it has no credit, and overtakes no flow
-- that waited longer.
local function lane_wait(lane, take, flow, place)
  local model = flow_model(flow)
  redis.call('HSET', lane .. ':flows', take, flow)
  redis.call('ZADD', lane .. ':flow:' .. flow, place, take)
  redis.call('ZADD', lane .. ':fair-queue:' .. model, 'NX', lane_number(lane, 'vtime', 0), flow)
  redis.call('SADD', lane .. ':fair-queues', model)
end

-- Removes an empty flow from the fair queue.
local function lane_leave_queue(lane, flow)
  if redis.call('EXISTS', lane .. ':flow:' .. flow) == 1 then return end
  local model = flow_model(flow)
  redis.call('ZREM', lane .. ':fair-queue:' .. model, flow)
  if redis.call('EXISTS', lane .. ':fair-queue:' .. model) == 0 then redis.call('SREM', lane .. ':fair-queues', model) end
end

-- Delays a take before it is queued.
local function lane_wait_until(lane, take, flow, at)
  redis.call('HSET', lane .. ':flows', take, flow)
  redis.call('ZADD', lane .. ':later', at, take)
end

-- Moves takes whose delay is over to the front of their flow.
local function lane_wake_later(lane, now)
  local due = redis.call('ZRANGEBYSCORE', lane .. ':later', '-inf', now, 'LIMIT', 0, 100)
  for _, take in ipairs(due) do
    redis.call('ZREM', lane .. ':later', take)
    local flow = redis.call('HGET', lane .. ':flows', take)
    if flow then lane_wait(lane, take, flow, -1) end
  end
end

local function lane_is_waiting(lane, take)
  local flow = redis.call('HGET', lane .. ':flows', take)
  if not flow then return false end
  if redis.call('ZSCORE', lane .. ':flow:' .. flow, take) then return true end
  return redis.call('ZSCORE', lane .. ':later', take) ~= false
end

-- Removes a take from the queue and from the delays.
local function lane_stop_waiting(lane, take)
  local flow = redis.call('HGET', lane .. ':flows', take)
  redis.call('ZREM', lane .. ':later', take)
  if not flow then return end
  redis.call('ZREM', lane .. ':flow:' .. flow, take)
  lane_leave_queue(lane, flow)
end

-- Removes a take from the lane.
local function lane_forget(lane, take)
  lane_stop_waiting(lane, take)
  redis.call('HDEL', lane .. ':flows', take)
end

local function model_has_room(lane, model)
  local cap = lane_number(lane, 'cap:' .. model, '')
  return not cap or redis.call('SCARD', lane .. ':permits:' .. model) < cap
end

-- The next flow among models with free permits, and its virtual time.
local function lane_head(lane)
  local flow, vtime
  for _, model in ipairs(redis.call('SMEMBERS', lane .. ':fair-queues')) do
    if model_has_room(lane, model) then
      local head = redis.call('ZRANGE', lane .. ':fair-queue:' .. model, 0, 0, 'WITHSCORES')
      local at = tonumber(head[2])
      if not flow or at < vtime or (at == vtime and head[1] < flow) then flow, vtime = head[1], at end
    end
  end
  return flow, vtime
end

-- Removes the next take from the fair queue: start-time fair queueing over storyboards. Returns the take and its
-- flow.
local function lane_next(lane)
  -- Only outside damage leaves a flow without takes; bound the loop for that case.
  for _ = 1, 1000 do
    local flow, vtime = lane_head(lane)
    if not flow then return nil end
    local popped = redis.call('ZPOPMIN', lane .. ':flow:' .. flow)
    redis.call('ZADD', lane .. ':fair-queue:' .. flow_model(flow), vtime + 1 / flow_weight(flow), flow)
    lane_leave_queue(lane, flow)
    if #popped > 0 then
      -- A model that was full for long has old times; the lane's virtual time never runs backwards.
      lane_set(lane, 'vtime', math.max(vtime, lane_number(lane, 'vtime', 0)))
      return popped[1], flow
    end
  end
end
