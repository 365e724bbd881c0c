-- Operations whose poll is due. The claim is a lease: a poller that dies gives them back by its end.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.count       how many at once
-- args.leaseMs     lease
-- args.earlyMs     how early a poll may come at most
-- args.perSecond   requests per second of all workers together; 0: no limit
-- args.listFrom    asks by list from this number of operations on; 0: never
-- args.listCount   how many at once then
-- args.goesOn      true where the batch before was full
-- Reply.now        Redis time, ms
-- Reply.claims     lists, because there may be thousands: take · operation id · age ms · state · kind · age ms at which it
--                  was last seen running · ms for which it is missing · ref · odd answers in a row; '' for unknown
-- Reply.byList     whether to ask by list
-- Reply.inFlight   operations that are polled
-- Reply.nextAt     when to look again; absent where nothing is in flight
local args = cjson.decode(ARGV[1])
local now = lane_now(lane)
local due_key = lane .. ':due'
-- If a request is due anyway, operations past three quarters of their delay join it. This saves wake-ups, and none is
-- polled late. A page of a list serves all, so half of the delay suffices there.
local ALONG, ALONG_BY_LIST = 1 / 4, 1 / 2
-- A page shows the newest operations, but the oldest are due: a page helps less with more in flight.
local LEAST_SHARE = 1 / 20

local function look_again(claims, at)
  local next_due = tonumber(redis.call('ZRANGE', due_key, 0, 0, 'WITHSCORES')[2])
  local next_at = next_due and math.max(next_due, at)
  return cjson.encode({ now = now, claims = claims, nextAt = next_at })
end

local throttled_until = lane_number(lane, 'pollsThrottledUntil', 0)
if throttled_until > now then return look_again({}, throttled_until) end
if not args.goesOn and redis.call('ZCOUNT', due_key, '-inf', now) == 0 then return look_again({}, now) end

local function is_timely(wait_ms, usual_ms, share)
  return wait_ms <= math.max(0, usual_ms) * share
end

-- Operations to poll: due within `early` and within a share of their own delay.
local function find(early, share, most)
  local found = {}
  local soon = redis.call('ZRANGEBYSCORE', due_key, '-inf', now + early, 'WITHSCORES', 'LIMIT', 0, most)
  for i = 1, #soon, 2 do
    local record = redis.call('HMGET', take_key(soon[i]), 'operationId', 'submittedAt', 'state', 'kind', 'runningAt',
      'missingAt', 'pollWait', 'operationRef', 'oddTimes')
    local since = tonumber(record[2] or now)
    if not record[1] then
      -- A poll without an operation is damage; the next audit adds what is missing.
      redis.call('ZREM', due_key, soon[i])
    elseif is_timely(soon[i + 1] - now, tonumber(record[7] or now - since), share) then
      local running = record[5] and record[5] - since or ''
      local missing = record[6] and now - tonumber(record[6]) or ''
      found[#found + 1] = { soon[i], record[1], now - since, record[3], record[4] or '', running, missing,
        record[8] or '', tonumber(record[9] or '') or '' }
    end
  end
  return found
end

local in_flight = redis.call('ZCARD', due_key)
local found, by_list = nil, false
-- Operations leased by another poller come due at the end of their lease, which is later.
local early_by_list, least = args.leaseMs / 4, math.max(args.listFrom, in_flight * LEAST_SHARE)
if args.listFrom > 0 and redis.call('ZCOUNT', due_key, '-inf', now + early_by_list) >= least then
  found = find(early_by_list, ALONG_BY_LIST, args.listCount)
  by_list = #found >= least
end
if not by_list then found = find(args.earlyMs, ALONG, args.count) end
if #found == 0 then return look_again({}, now) end

-- One request for the first page of a list, else one per operation.
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
  inFlight = in_flight,
  nextAt = tonumber(next_due[2]),
})
