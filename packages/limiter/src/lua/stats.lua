-- KEYS[1] lane · Returns what GET /v1/providers shows, times in ms
local lane = KEYS[1]
local now = lane_now(lane)
local capacity, breaker, change = lane_capacity(lane, now)
local throttled_until = lane_number(lane, 'throttledUntil', 0)
local learned = lane_learned(lane, now)
local waiting = redis.call('HLEN', lane .. ':flows') - redis.call('ZCARD', lane .. ':permits')
local models = {}
for field in pairs(lane_all(lane)) do
  local model = field:match('^cap:(.*)$')
  if model then
    models[model] = { maximum = lane_number(lane, field, 0), inFlight = redis.call('SCARD', lane .. ':permits:' .. model) }
  end
end
return cjson.encode({
  now = now,
  capacity = capacity,
  breaker = breaker,
  nextChangeAt = change,
  maximum = lane_number(lane, 'maximum', 0),
  degraded = lane_number(lane, 'degraded', 0),
  inFlight = redis.call('ZCARD', lane .. ':permits'),
  waiting = math.max(0, waiting),
  isolation = lane_get(lane, 'isolation'),
  isolationNote = lane_get(lane, 'isolationNote'),
  storageFull = lane_get(lane, 'storageFull') and true or nil,
  tripReason = lane_get(lane, 'tripReason'),
  throttledUntil = throttled_until > now and throttled_until or nil,
  learnedLimit = learned,
  consecutiveErrors = lane_number(lane, 'errors', 0),
  failures = lane_number(lane, 'failures', 0),
  models = models,
})
