-- Writes the policy of a lane, unless this very policy was written before: a maximum changed by hand at
-- run time stays until the configuration itself changes.
-- KEYS[1] lane · ARGV[1] policy as JSON object of numbers · Returns admitted, nextChangeAt
local lane, now = KEYS[1], now_ms()
if redis.call('HGET', lane, 'configured') ~= ARGV[1] then
  for field, value in pairs(cjson.decode(ARGV[1])) do lane_set(lane, field, value) end
  lane_set(lane, 'configured', ARGV[1])
end
return lane_answer(lane, now, {})
