-- Writes the policy of a lane, unless exactly this policy was written before. So a maximum changed by hand stays
-- until the configuration changes.
-- KEYS[1] lane · ARGV[1] policy as JSON object of numbers, `caps` an object model -> number
-- Returns admitted, nextChangeAt
local lane = KEYS[1]
local now = lane_now(lane)
if lane_get(lane, 'configured') ~= ARGV[1] then
  local policy = cjson.decode(ARGV[1])
  for _, field in ipairs(redis.call('HKEYS', lane)) do
    if field:sub(1, 4) == 'cap:' then lane_clear(lane, field) end
  end
  for model, cap in pairs(policy.caps or {}) do lane_set(lane, 'cap:' .. model, cap) end
  policy.caps = nil
  for field, value in pairs(policy) do lane_set(lane, field, value) end
  lane_set(lane, 'configured', ARGV[1])
end
return lane_answer(lane, now, {})
