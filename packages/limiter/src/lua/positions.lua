-- Where takes stand in line: how many permits are given away until each one's turn has come, 1 for the next.
-- Caps of models and takes that wait for a time of their own are left out of account.
-- KEYS[1] lane · ARGV takes · Returns a list of numbers, 0 for a take that is not in line
local lane = KEYS[1]
local flows = {}
for _, model in ipairs(redis.call('SMEMBERS', lane .. ':rings')) do
  local ring = redis.call('ZRANGE', lane .. ':ring:' .. model, 0, -1, 'WITHSCORES')
  for i = 1, #ring, 2 do
    local flow = ring[i]
    flows[flow] = {
      vtime = tonumber(ring[i + 1]),
      weight = flow_weight(flow),
      takes = redis.call('ZCARD', lane .. ':flow:' .. flow),
    }
  end
end

-- Turns that flow `name` takes up to the moment (inclusive where it goes first among equals) `vtime`.
local function turns_before(name, flow, vtime, own)
  if name == own or flow.vtime > vtime then return 0 end
  local turns = math.floor((vtime - flow.vtime) * flow.weight)
  if flow.vtime + turns / flow.weight < vtime or name < own then turns = turns + 1 end
  return math.min(turns, flow.takes)
end

local positions = {}
for index, take in ipairs(ARGV) do
  local own = redis.call('HGET', lane .. ':flows', take)
  local rank = own and flows[own] and redis.call('ZRANK', lane .. ':flow:' .. own, take)
  positions[index] = 0
  if rank then
    local vtime = flows[own].vtime + rank / flows[own].weight
    local position = rank + 1
    for name, flow in pairs(flows) do position = position + turns_before(name, flow, vtime, own) end
    positions[index] = position
  end
end
return cjson.encode(positions)
