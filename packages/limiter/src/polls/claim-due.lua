-- Operations whose poll is due. The claim is a lease: a poller that dies gives them back by its end.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.count       how many at once
-- args.leaseMs     lease
-- args.earlyMs     how early a poll may come at most
-- args.minMs       the shortest usual wait between two polls
-- args.perSecond   requests per second of all workers together; 0: no limit
-- args.listFrom    number of due operations from which they are asked by list; 0: never
-- args.listCount   how many at once then
-- args.goesOn      true where the batch before was full
-- Reply.now        Redis time, ms
-- Reply.claims     lists of take, operation id, age ms, state, ref or '', ms for which it is missing (short: there may
--                  be thousands)
-- Reply.byList     whether to ask by list
-- Reply.inFlight   operations that are polled
-- Reply.nextAt     when to look again; absent where nothing is in flight
local args = cjson.decode(ARGV[1])
local now = lane_now(lane)
local most, early = args.count, args.earlyMs
local due_key = lane .. ':due'
-- An operation is asked each time it has become a twentieth older. When a request goes out anyway, operations due within
-- a quarter of that time are asked along: a few operations do not wake the poller once each, and none is asked late
-- for it. A page of a list answers for all, so there it is half of the time.
local SHARE_OF_AGE = 0.05

local function look_again(claims, at)
  local next_due = tonumber(redis.call('ZRANGE', due_key, 0, 0, 'WITHSCORES')[2])
  local next_at = next_due and math.max(next_due, at)
  return cjson.encode({ now = now, claims = claims, nextAt = next_at })
end

local hold = lane_number(lane, 'pollHold', 0)
if hold > now then return look_again({}, hold) end
if not args.goesOn and redis.call('ZCOUNT', due_key, '-inf', now) == 0 then return look_again({}, now) end

local by_list = args.listFrom > 0 and redis.call('ZCOUNT', due_key, '-inf', now + early) >= args.listFrom
local share = by_list and 1 / 2 or 1 / 4
if by_list then
  -- What another poller is asking comes due at the end of its lease, which is beyond this.
  most, early = args.listCount, args.leaseMs / 4
end

local found = {}
local soon = redis.call('ZRANGEBYSCORE', due_key, '-inf', now + early, 'WITHSCORES', 'LIMIT', 0, most)
for i = 1, #soon, 2 do
  local record = redis.call('HMGET', take_key(soon[i]), 'operationId', 'submittedAt', 'state', 'missingAt',
    'operationRef')
  local age = now - tonumber(record[2] or now)
  if not record[1] then
    -- A poll without an operation is damage; the next audit adds what is missing.
    redis.call('ZREM', due_key, soon[i])
  elseif soon[i + 1] - now <= math.max(age * SHARE_OF_AGE, args.minMs) * share then
    local missing = record[4] and now - tonumber(record[4]) or nil
    found[#found + 1] = { soon[i], record[1], age, record[3], record[5] or '', missing }
  end
end

if #found == 0 then return look_again({}, now) end

-- One request for the first page of a list, else one for each.
local granted, wait = polls_grant(by_list and 1 or #found, args.perSecond, now)
if granted == 0 then return look_again({}, now + wait) end
local claims, leases = {}, {}
for i = 1, by_list and #found or granted do
  claims[i] = found[i]
  leases[2 * i - 1], leases[2 * i] = now + args.leaseMs, found[i][1]
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
