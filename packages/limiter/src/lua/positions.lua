-- Positions of takes in line: how many permits are given until its turn has come, 1 for the next.
-- Ignores caps of models and takes that wait for a time of their own. If more than SAMPLE storyboards go first, an
-- even sample represents them, because looking at each would block Redis.
-- KEYS[1] lane · ARGV takes · Returns a list of numbers, 0 for a take that is not in line
local lane = KEYS[1]
local SAMPLE = 200
local models = redis.call('SMEMBERS', lane .. ':fair-queues')

-- Turns of another flow before `vtime` (inclusive if it wins a tie).
local function turns_before(name, start, vtime, own)
  if start > vtime then return 0 end
  local weight = flow_weight(name)
  local turns = math.floor((vtime - start) * weight)
  if start + turns / weight < vtime or name < own then turns = turns + 1 end
  return turns <= 1 and turns or math.min(turns, redis.call('ZCARD', lane .. ':flow:' .. name))
end

-- Turns of the other flows of a queue before a take: the first `count`, `mine` of them.
local function turns_in_queue(queue, count, mine, vtime, own)
  local looked, turns = 0, 0
  for i = 0, math.min(count, SAMPLE) - 1 do
    local at = math.floor(i * count / math.min(count, SAMPLE))
    local flow = redis.call('ZRANGE', queue, at, at, 'WITHSCORES')
    if flow[1] ~= own then
      turns = turns + turns_before(flow[1], tonumber(flow[2]), vtime, own)
      looked = looked + 1
    end
  end
  return looked == 0 and 0 or turns * (count - mine) / looked
end

local function position_of(take)
  local own = redis.call('HGET', lane .. ':flows', take)
  local rank = own and redis.call('ZRANK', lane .. ':flow:' .. own, take)
  local own_queue = own and lane .. ':fair-queue:' .. flow_model(own)
  local start = rank and redis.call('ZSCORE', own_queue, own)
  if not start then return 0 end
  local vtime, before = tonumber(start) + rank / flow_weight(own), 0
  for _, model in ipairs(models) do
    local queue = lane .. ':fair-queue:' .. model
    -- Exact for the first take of a flow: it follows all flows before it in the queue.
    local is_exact = rank == 0 and queue == own_queue
    local count = is_exact and redis.call('ZRANK', queue, own) or redis.call('ZCOUNT', queue, '-inf', vtime)
    local mine = queue == own_queue and not is_exact and 1 or 0
    before = before + turns_in_queue(queue, count, mine, vtime, own)
  end
  return math.floor(before + 0.5) + rank + 1
end

local positions = {}
for index, take in ipairs(ARGV) do positions[index] = position_of(take) end
return cjson.encode(positions)
