-- Operations whose poll is due. The claim is a lease: a poller that dies gives them back by its end.
-- ARGV[1] how many at once · [2] lease ms · [3] the most ms a poll may come early · [4] poll requests per second,
-- 0 for no limit · [5] from how many on they are asked by list, 0 for never · [6] how many at once then ·
-- [7] '1' goes on with a batch that was full · [8] the shortest usual wait between two polls, ms
-- Returns now, claims (each a list: take, operation id, age in ms, state, ms for which it is missing; thousands of names
-- would add up), byList, inFlight, nextAt (when to look again; absent where nothing is in flight)
local now = now_ms()
local most, lease, early = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local per_second, list_from = tonumber(ARGV[4]), tonumber(ARGV[5])
local due_key = lane .. ':due'
-- An operation is asked each time it has become a twentieth older. When somebody is asked anyway, whoever is due within
-- a quarter of that time is asked along: a few operations do not wake the poller once each, and nobody is asked late
-- for it. A page of a list answers for all, so there it is half of the time.
local SHARE_OF_AGE = 0.05

local function look_again(claims, at)
  local next_due = tonumber(redis.call('ZRANGE', due_key, 0, 0, 'WITHSCORES')[2])
  local next_at = next_due and math.max(next_due, at)
  return cjson.encode({ now = now, claims = claims, nextAt = next_at })
end

local hold = lane_number(lane, 'pollHold', 0)
if hold > now then return look_again({}, hold) end
if ARGV[7] ~= '1' and redis.call('ZCOUNT', due_key, '-inf', now) == 0 then return look_again({}, now) end

local by_list = list_from > 0 and redis.call('ZCOUNT', due_key, '-inf', now + early) >= list_from
local share = by_list and 1 / 2 or 1 / 4
if by_list then
  -- What another poller is asking comes due at the end of its lease, which is beyond this.
  most, early = tonumber(ARGV[6]), lease / 4
end

local found = {}
local soon = redis.call('ZRANGEBYSCORE', due_key, '-inf', now + early, 'WITHSCORES', 'LIMIT', 0, most)
for i = 1, #soon, 2 do
  local record = redis.call('HMGET', take_key(soon[i]), 'operationId', 'submittedAt', 'state', 'missingAt')
  local age = now - tonumber(record[2] or now)
  if soon[i + 1] - now <= math.max(age * SHARE_OF_AGE, tonumber(ARGV[8])) * share then
    local missing = record[4] and now - tonumber(record[4]) or nil
    found[#found + 1] = { soon[i], record[1], age, record[3], missing }
  end
end

if #found == 0 then return look_again({}, now) end

-- One request for the first page of a list, else one for each.
local granted, wait = polls_grant(by_list and 1 or #found, per_second, now)
if granted == 0 then return look_again({}, now + wait) end
local claims, leases = {}, {}
for i = 1, by_list and #found or granted do
  claims[i] = found[i]
  leases[2 * i - 1], leases[2 * i] = now + lease, found[i][1]
end
redis.call('ZADD', due_key, unpack(leases))
local next_due = redis.call('ZRANGE', due_key, 0, 0, 'WITHSCORES')
return cjson.encode({
  now = now,
  claims = claims,
  byList = by_list,
  inFlight = redis.call('ZCARD', due_key),
  nextAt = tonumber(next_due[2]),
})
