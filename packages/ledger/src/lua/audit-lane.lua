-- Repairs what a crash can leave between two steps: held without state, state without held, a take nobody
-- would ever call again. ARGV[1] cursor · ARGV[2] how many · ARGV[3] ms after which a step counts as lost
-- Returns cursor, ring (takes to call), collect (takes whose film nobody may be fetching), repaired, admitted
local now = now_ms()
local ring, collect, repaired = {}, {}, 0

local function repair(take, what)
  repaired = repaired + 1
  take_note(take, now, 'repaired', cjson.encode({ detail = what }))
end

-- Finishes a pause that was cut off.
local function audit_paused(take)
  take_leave_lane(take)
  redis.call('HSET', take_key(take), 'wait', 'paused')
end

local function audit_queued(take)
  local film, _, paused = film_key(take), take_flow(take)
  local stored = film_is_for_free(take)
  if paused and not stored and redis.call('HEXISTS', lane .. ':flows', take) == 1 then return audit_paused(take) end
  if redis.call('ZSCORE', lane .. ':permits', take) then return end
  if redis.call('ZSCORE', prefix .. ':budget:waiting', take) then return end
  if redis.call('SISMEMBER', film .. ':followers', take) == 1 then
    if stored or redis.call('EXISTS', film) == 0 then ring[#ring + 1] = take end
    return
  end
  if paused and not stored then return audit_paused(take) end
  if lane_is_waiting(lane, take) then return end
  if take_get(take, 'wait') == 'paused' then redis.call('HDEL', take_key(take), 'wait') end
  if stored then
    ring[#ring + 1] = take
  else
    take_enter_lane(take, take_place(take))
    repair(take, 'put back in line')
  end
end

local function audit_in_flight(take, state)
  if lane_hold_again(lane, take, take_flow(take), now) then repair(take, 'permit held again') end
  if state == 'unconfirmed' then
    redis.call('ZADD', lane .. ':unconfirmed', 'NX', tonumber(take_get(take, 'doubtAt') or now), take)
  elseif state == 'submitting' then
    if now - tonumber(take_get(take, 'begunAt') or 0) > tonumber(ARGV[3]) then ring[#ring + 1] = take end
  elseif redis.call('ZADD', lane .. ':due', 'NX', now, take) == 1 then
    repair(take, 'asked for again')
  end
end

local function audit_collecting(take)
  if redis.call('ZSCORE', lane .. ':permits', take) then
    take_leave_lane(take)
    repair(take, 'permit given back')
  end
  if now - tonumber(take_get(take, 'changedAt') or 0) > tonumber(ARGV[3]) then collect[#collect + 1] = take end
end

local function scores(name, takes)
  return #takes > 0 and redis.call('ZMSCORE', lane .. name, unpack(takes)) or {}
end

local scanned = redis.call('SSCAN', lane .. ':open', ARGV[1], 'COUNT', ARGV[2])
-- Who holds a permit and will be asked about is well: with thousands in flight only the others are looked at.
local takes = scanned[2]
local held, due = scores(':permits', takes), scores(':due', takes)
for i, take in ipairs(takes) do
  local state = not (held[i] and due[i]) and take_get(take, 'state')
  if state == 'queued' then
    audit_queued(take)
  elseif state == 'collecting' then
    audit_collecting(take)
  elseif state and not FINAL[state] then
    audit_in_flight(take, state)
  end
end

-- Permits of takes that are final, or of none at all.
if ARGV[1] == '0' then
  for _, take in ipairs(redis.call('ZDIFF', 2, lane .. ':permits', lane .. ':open')) do
    take_leave_lane(take)
    repaired = repaired + 1
  end
end
return answer(now, { cursor = scanned[1], ring = ring, collect = collect, repaired = repaired })
