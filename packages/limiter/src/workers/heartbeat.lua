-- A worker says that it is at work.
-- KEYS[1] prefix
-- args.id, args.host, args.version  the worker
-- Reply                             {}
local workers, args = KEYS[1] .. ':workers', cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- Delete a worker after this time without a heartbeat, ms.
local FORGET_MS = 3600000
args.seenAt = now
redis.call('HSET', workers, args.id, cjson.encode(args))
for _, json in ipairs(redis.call('HVALS', workers)) do
  local worker = cjson.decode(json)
  if now - worker.seenAt > FORGET_MS then redis.call('HDEL', workers, worker.id) end
end
return '{}'
