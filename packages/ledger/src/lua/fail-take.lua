-- A final no, for this take and for those that wait for its film: who pays for the same content again asks
-- for it. ARGV[1] take · [2] event refuse | fail · [3] holder, or '' where no attempt is open ·
-- [4] failure JSON · [5] detail JSON · Returns verdict failed | stale
local take, holder, now = ARGV[1], ARGV[3], now_ms()
if holder ~= '' and take_get(take, 'holder') ~= holder then
  return cjson.encode({ verdict = 'stale', state = take_get(take, 'state') })
end
if not take_move(take, ARGV[2], now, ARGV[5]) then
  return cjson.encode({ verdict = 'stale', state = take_get(take, 'state') })
end
redis.call('HSET', take_key(take), 'failure', ARGV[4])
take_leave_lane(take)
if take_get(take, 'reservedCents') then
  -- Whoever gives an unconfirmed take up may have paid for it; a refusal of the provider costs nothing.
  local gave_up = cjson.decode(ARGV[4]).reason == 'gave-up'
  budget_settle(take, gave_up and tonumber(take_get(take, 'reservedCents')) or 0, now)
end
return answer(now, { verdict = 'failed' }, film_fail(take, ARGV[4], now))
