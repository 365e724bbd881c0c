-- Tells Redis of takes. A row applies where its version is higher than the one Redis has.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.takes        rows, see core's line-take.ts
-- args.outcome      what a create says of the provider: takeId, kind, throttleMs, backoffMs, note (why it steps back).
--                   kind: success | throttled | error | unconfirmed-error (count against it) · auth | balance (isolate) ·
--                   own | proved (say nothing)
-- args.firstPollMs  time to the first poll of an operation; default 0
-- args.kind         which renders the accepted one is like
-- args.renderMs     how long the render of the collecting take took
-- args.witness      id of an attempt that is committed in the book
-- Reply.admitted      takes to wake
-- Reply.ended         takes that became final: their parked jobs are woken once more, and end
-- Reply.nextChangeAt  when to admit again although nothing happened; absent: no need
-- Reply.newer         takes of which Redis has a higher version
local args = cjson.decode(ARGV[1])
local now, ready, newer, ended = lane_now(lane), {}, {}, {}
local outcome = args.outcome or {}

local WAITS = { 'wait', 'waitUntil', 'waitDetail', 'linkDropped', 'budgetId' }
local RENDER_FIELDS = { 'operationId', 'operationRef', 'submittedAt', 'kind', 'progress', 'runningAt', 'missingAt',
  'pollWait', 'odd', 'oddAt', 'oddTimes', 'collectFailures' }

-- A throttle of a take whose create already ended is a repetition and teaches no limit.
local function hear_outcome(take, kind)
  if kind == 'success' then
    lane_success(lane, take, now)
  elseif kind == 'unconfirmed-error' then
    lane_error(lane, take, now)
  elseif kind ~= 'throttled' or redis.call('HEXISTS', lane .. ':trying', take) == 1 then
    lane_refused(lane, take, kind, now)
  end
  if outcome.throttleMs and outcome.throttleMs > 0 then lane_throttle(lane, now, outcome.throttleMs) end
end

local function set_aside(take, reason)
  redis.call('SADD', lane .. ':aside', take)
  if reason then redis.call('HSET', take_key(take), 'wait', reason) end
end

local function step_back(take, flow)
  local at = math.floor(now + outcome.backoffMs)
  lane_wait_until(lane, take, flow, at)
  local detail = outcome.note or 'it was refused several times and steps back'
  local reason = outcome.kind == 'own' and 'storage' or 'rate'
  redis.call('HSET', take_key(take), 'wait', reason, 'waitUntil', at, 'waitDetail', detail)
end

local function put_queued(row, flow)
  local take = row.takeId
  if row.isPaused then
    set_aside(take, 'paused')
  elseif row.isFollowing then
    set_aside(take, 'dependency')
  elseif row.isReady then
    redis.call('ZADD', lane .. ':ready', now, take)
    ready[#ready + 1] = take
  elseif take == outcome.takeId and (outcome.backoffMs or 0) > 0 then
    step_back(take, flow)
  else
    lane_wait(lane, take, flow, row.place)
  end
end

local function put_in_flight(row, flow)
  local take = row.takeId
  take_keep_permit(take, flow, now)
  redis.call('ZREM', lane .. ':wakes', take)
  if row.state ~= 'submitting' then redis.call('HDEL', lane .. ':trying', take) end
  if POLLED[row.state] then
    redis.call('ZADD', lane .. ':due', 'NX', math.floor(now + (args.firstPollMs or 0)), take)
    if args.kind then redis.call('HSET', take_key(take), 'kind', args.kind) end
  else
    redis.call('ZREM', lane .. ':due', take)
  end
end

local function note_render(of)
  local renders = lane .. ':renders:' .. of
  redis.call('LPUSH', renders, math.floor(args.renderMs))
  redis.call('LTRIM', renders, 0, 49)
end

local function put_collecting(row)
  set_aside(row.takeId)
  redis.call('HSET', take_key(row.takeId), 'progress', 100)
  if not args.renderMs then return end
  note_render(row.model)
  local kind = take_get(row.takeId, 'kind')
  if kind then note_render(kind) end
end

local function put_final(row)
  local key = take_key(row.takeId)
  ended[#ended + 1] = row.takeId
  redis.call('DEL', key)
  redis.call('HSET', key, 'version', row.version, 'state', row.state)
  redis.call('PEXPIRE', key, TOMBSTONE_MS)
end

-- Removes fields of an older version. Versions in between may never have arrived.
local function clear_record(key, row, known)
  if FINAL[known.state] then return redis.call('DEL', key) end
  redis.call('HDEL', key, unpack(WAITS))
  local has_operation = POLLED[row.state] or row.state == 'collecting'
  if not has_operation or known.operation ~= row.operationId then redis.call('HDEL', key, unpack(RENDER_FIELDS)) end
end

local function write_record(row, flow, known)
  local key = take_key(row.takeId)
  if known.state then clear_record(key, row, known) end
  redis.call('HSET', key, 'version', row.version, 'state', row.state, 'storyboardId', row.storyboardId, 'flow', flow,
    'place', row.place, 'providerId', row.providerId)
  if row.operationId then
    redis.call('HSET', key, 'operationId', row.operationId, 'submittedAt', math.floor(row.submittedAt or now))
    if row.operationRef then redis.call('HSET', key, 'operationRef', row.operationRef) end
  end
end

local function put(row)
  local take = row.takeId
  local record = redis.call('HMGET', take_key(take), 'version', 'state', 'operationId')
  local version = tonumber(record[1] or '')
  local known = { state = record[2] or nil, operation = record[3] or nil }
  if version and version >= row.version then
    if version > row.version then newer[#newer + 1] = take end
    return
  end
  local flow = lane_flow(row.storyboardId, row.weight, row.model)
  if not IN_FLIGHT[row.state] and (known.state or redis.call('HEXISTS', lane .. ':flows', take) == 1) then
    take_leave(take)
  end
  if FINAL[row.state] then return put_final(row) end
  write_record(row, flow, known)
  if row.state == 'queued' then
    put_queued(row, flow)
  elseif row.state == 'collecting' then
    put_collecting(row)
  else
    put_in_flight(row, flow)
  end
end

if outcome.takeId then hear_outcome(outcome.takeId, outcome.kind) end
for _, row in ipairs(args.takes) do put(row) end
if args.witness then
  redis.call('LPUSH', prefix .. ':witness', args.witness)
  redis.call('LTRIM', prefix .. ':witness', 0, 63)
end
return take_answer(now, { newer = newer, ended = ended }, ready)
