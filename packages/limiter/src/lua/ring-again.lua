-- Doorbells that were rung more than ARGV[1] ms ago and not answered: they are rung again.
-- KEYS[1] lane · ARGV[1] age ms · Returns admitted (the lost bells and newly admitted takes), nextChangeAt
local lane = KEYS[1]
local now = lane_now(lane)
local admitted, next_change = lane_pump(lane, now)
local lost = redis.call('ZRANGEBYSCORE', lane .. ':bells', '-inf', now - ARGV[1], 'LIMIT', 0, 100)
for _, take in ipairs(lost) do
  redis.call('ZADD', lane .. ':bells', now, take)
  admitted[#admitted + 1] = take
end
return cjson.encode({ admitted = admitted, nextChangeAt = next_change })
