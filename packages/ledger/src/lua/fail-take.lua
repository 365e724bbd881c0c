-- A final no, for this take and for those that wait for its film: who pays for the same content again asks
-- for it, now or with the order (retryFailed). ARGV[1] take · [2] event refuse | fail · [3] holder, or '' where no
-- attempt is open · [4] failure JSON · [5] detail JSON · [6] the operation that failed, or '' · Returns verdict failed | stale
local take, holder, now = ARGV[1], ARGV[3], now_ms()
if holder ~= '' and take_get(take, 'holder') ~= holder then
  return cjson.encode({ verdict = 'stale', state = take_get(take, 'state') })
end
if ARGV[6] ~= '' and take_get(take, 'operationId') ~= ARGV[6] then
  return cjson.encode({ verdict = 'stale', state = take_get(take, 'state') })
end
if not take_move(take, ARGV[2], now, ARGV[5]) then
  return cjson.encode({ verdict = 'stale', state = take_get(take, 'state') })
end
local reason = cjson.decode(ARGV[4]).reason
take_leave_lane(take)
if take_get(take, 'reservedCents') then
  -- Whoever gives an unconfirmed take up may have paid for it; a refusal of the provider costs nothing.
  budget_settle(take, reason == 'gave-up' and tonumber(take_get(take, 'reservedCents')) or 0, now)
end
-- What was bought is counted, not what was retried: a ledger that was rebuilt knows no more than that.
local allowed = tonumber(redis.call('HGET', prefix .. ':storyboard:' .. take_get(take, 'storyboardId'), 'retryFailed') or 0)
local bought = tonumber(take_get(take, 'bought') or 0)
if reason == 'provider-failed' and bought <= allowed and not take_get(take, 'cancelAsked') then
  take_retry(take, now, cjson.encode({ detail = 'render ' .. bought .. ' failed, ' .. (allowed + 1) .. ' may be paid' }))
  return answer(now, { verdict = 'failed' })
end
redis.call('HSET', take_key(take), 'failure', ARGV[4])
return answer(now, { verdict = 'failed' }, film_fail(take, ARGV[4], now))
