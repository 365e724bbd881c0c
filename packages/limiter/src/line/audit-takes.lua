-- Repairs contradictions within Redis: a permit without its state, or a state without permit, poll or place.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.takeIds        open takes of which Redis has the version of the book
-- Reply.repaired      number of repairs
-- Reply.admitted      takes to wake
-- Reply.nextChangeAt  when to admit again; absent: no need
local now, repaired = lane_now(lane), 0

local function repair(is_needed)
  if is_needed then repaired = repaired + 1 end
end

local function is_in_lane(take)
  return redis.call('HEXISTS', lane .. ':flows', take) == 1 or redis.call('ZSCORE', lane .. ':permits', take)
end

local function audit_aside(take)
  local is_torn = is_in_lane(take)
  if is_torn then take_leave(take) end
  repair(redis.call('SADD', lane .. ':aside', take) == 1 or is_torn)
end

local function audit_parked(take)
  local since = redis.call('ZSCORE', lane .. ':budget', take)
  if since and not is_in_lane(take) then return end
  take_leave(take)
  redis.call('ZADD', lane .. ':budget', since or now, take)
  repair(true)
end

local function audit_queued(take, wait)
  if wait == 'paused' or wait == 'dependency' then return audit_aside(take) end
  if wait == 'budget' then return audit_parked(take) end
  if redis.call('ZSCORE', lane .. ':permits', take) then
    -- Admitted but not begun: it needs a wake.
    return repair(redis.call('ZADD', lane .. ':wakes', 'NX', now, take) == 1)
  end
  if redis.call('ZSCORE', lane .. ':ready', take) or lane_is_waiting(lane, take) then return end
  take_leave(take)
  take_enter_line(take)
  repair(true)
end

local function audit_in_flight(take, state, flow)
  repair(take_keep_permit(take, flow, now))
  if POLLED[state] then repair(redis.call('ZADD', lane .. ':due', 'NX', now, take) == 1) end
end

for _, take in ipairs(cjson.decode(ARGV[1]).takeIds) do
  local record = redis.call('HMGET', take_key(take), 'state', 'wait', 'flow')
  local state, flow = record[1], record[3]
  if state == 'queued' and flow then
    audit_queued(take, record[2])
  elseif state == 'collecting' then
    audit_aside(take)
  elseif IN_FLIGHT[state] and flow then
    audit_in_flight(take, state, flow)
  end
end
return take_answer(now, { repaired = repaired })
