-- A create was sent, or may have been, and its outcome is unknown. Permit and claim stay where they are.
-- ARGV[1] take · [2] holder, or '' for whoever found the attempt abandoned · [3] age ms an abandoned
-- attempt must have · [4] '1' when it counts against the provider · [5] detail JSON
-- Returns verdict unconfirmed | wait (waitMs) | stale
local take, holder, now = ARGV[1], ARGV[2], now_ms()
if take_get(take, 'state') ~= 'submitting' or (holder ~= '' and take_get(take, 'holder') ~= holder) then
  return cjson.encode({ verdict = 'stale', state = take_get(take, 'state') })
end
local age = now - tonumber(take_get(take, 'begunAt') or now)
if holder == '' and age < tonumber(ARGV[3]) then
  return cjson.encode({ verdict = 'wait', waitMs = tonumber(ARGV[3]) - age })
end
if ARGV[4] == '1' then lane_error(lane, take, now) end
redis.call('HDEL', lane .. ':trying', take)
take_move(take, 'doubt', now, ARGV[5])
redis.call('HSET', take_key(take), 'doubtAt', now)
redis.call('HDEL', take_key(take), 'suspects')
redis.call('ZADD', lane .. ':unconfirmed', now, take)
return answer(now, { verdict = 'unconfirmed' })
