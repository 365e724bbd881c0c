-- Operations whose poll is due. The claim is a lease: a poller that dies gives them back by its end.
-- ARGV[1] how many · ARGV[2] lease ms · Returns now, claims, nextDueAt
local now = now_ms()
local due = redis.call('ZRANGEBYSCORE', lane .. ':due', '-inf', now, 'LIMIT', 0, ARGV[1])
local claims = {}
for _, take in ipairs(due) do
  redis.call('ZADD', lane .. ':due', now + ARGV[2], take)
  local record = redis.call('HMGET', take_key(take), 'operationId', 'submittedAt', 'state', 'storyboardId')
  claims[#claims + 1] = {
    take = take,
    operationId = record[1],
    ageMs = now - tonumber(record[2] or now),
    state = record[3],
    storyboardId = record[4],
  }
end
local next_due = redis.call('ZRANGE', lane .. ':due', 0, 0, 'WITHSCORES')
return cjson.encode({ now = now, claims = claims, nextDueAt = tonumber(next_due[2]) })
