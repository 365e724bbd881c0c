-- Wakes takes again that were woken more than ARGV[1] ms ago and have not begun. Takes that need no permit
-- (lane:ready, zset take -> last wake) are included.
-- KEYS[1] lane · ARGV[1] age ms · Returns admitted (takes woken again and newly admitted ones), nextChangeAt
local lane = KEYS[1]
local now = lane_now(lane)
local admitted, next_change = lane_admit_next(lane, now)
local before = now - ARGV[1]
local lost = redis.call('ZRANGEBYSCORE', lane .. ':wakes', '-inf', before, 'LIMIT', 0, 100)
for _, take in ipairs(lost) do
  redis.call('ZADD', lane .. ':wakes', now, take)
  admitted[#admitted + 1] = take
end
for _, take in ipairs(redis.call('ZRANGEBYSCORE', lane .. ':ready', '-inf', before, 'LIMIT', 0, 100)) do
  redis.call('ZADD', lane .. ':ready', now, take)
  admitted[#admitted + 1] = take
end
return cjson.encode({ admitted = admitted, nextChangeAt = next_change })
