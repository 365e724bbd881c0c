-- Runs a list of steps on one lane at given times, in one call. Follows the lane's Lua, with a clock that reads `moment`.
-- KEYS[1] lane · ARGV[1] JSON list of steps { at, name, … } · Returns one answer per step
local lane = KEYS[1]

local function answered(now)
  local admitted, change = lane_admit_next(lane, now)
  return { admitted = admitted, nextChangeAt = change }
end

local STEPS = {
  wait = function(step, now)
    lane_wait(lane, step.take, step.flow, step.place)
    return answered(now)
  end,
  accepted = function(step, now)
    lane_stop_waiting(lane, step.take)
    lane_keep_permit(lane, step.take, step.flow, now)
    redis.call('ZREM', lane .. ':wakes', step.take)
    lane_success(lane, step.take, now)
    return answered(now)
  end,
  refused = function(step, now)
    lane_refused(lane, step.take, step.cause, now)
    if step.throttleMs > 0 then lane_throttle(lane, now, step.throttleMs) end
    lane_release(lane, step.take)
    if step.backoffMs > 0 then
      lane_wait_until(lane, step.take, step.flow, now + step.backoffMs)
    else
      lane_wait(lane, step.take, step.flow, step.place)
    end
    return answered(now)
  end,
  ['mark-unconfirmed'] = function(step, now)
    if step.counts then lane_error(lane, step.take, now) end
    redis.call('HDEL', lane .. ':trying', step.take)
    return answered(now)
  end,
  leave = function(step, now)
    local released = lane_release(lane, step.take)
    lane_forget(lane, step.take)
    local answer = answered(now)
    answer.released = released
    return answer
  end,
  polled = function(step, now)
    lane_poll_outcome(lane, step.failed, now)
    return answered(now)
  end,
  begin = function(step)
    redis.call('ZREM', lane .. ':wakes', step.take)
    return {}
  end,
}

local answers = {}
for index, step in ipairs(cjson.decode(ARGV[1])) do
  moment = step.at
  local run = STEPS[step.name]
  if run then
    answers[index] = run(step, lane_now(lane))
  else
    answers[index] = cjson.decode(SCRIPTS[step.name]({ lane }, step.args or {}))
  end
end

local function hash(name)
  local flat, fields = redis.call('HGETALL', name), {}
  for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
  return fields
end

local function scores(name)
  local flat, members = redis.call('ZRANGE', name, 0, -1, 'WITHSCORES'), {}
  for i = 1, #flat, 2 do members[flat[i]] = flat[i + 1] end
  return members
end

local left = {
  condition = hash(lane),
  permits = scores(lane .. ':permits'),
  wakes = scores(lane .. ':wakes'),
  later = scores(lane .. ':later'),
  trying = hash(lane .. ':trying'),
  flows = hash(lane .. ':flows'),
}
for _, key in ipairs(redis.call('KEYS', lane .. '*')) do redis.call('DEL', key) end
return cjson.encode({ answers = answers, left = left })
