-- It is proved that nothing was accepted: the take waits for its turn again. A decision, so it is fenced:
-- only the holder of the attempt, or a reconciler that names the attempt it looked at, may make it.
-- ARGV[1] take · [2] holder or '' · [3] attempt · [4] cause · [5] hold for ms (Retry-After) · [6] back-off ms · [7] detail JSON
-- cause: throttled | error (count against the provider) · own (our fault: counts nothing) ·
--        auth | balance (isolate the lane) · proved (by reconcile)
-- Returns verdict requeued | stale
local take, holder, cause, now = ARGV[1], ARGV[2], ARGV[4], now_ms()
local fenced = holder == '' and take_get(take, 'state') == 'unconfirmed' and take_get(take, 'attempt') == ARGV[3]
if not fenced and (holder == '' or take_get(take, 'holder') ~= holder) then
  return cjson.encode({ verdict = 'stale', state = take_get(take, 'state') })
end
if not take_move(take, 'requeue', now, ARGV[7]) then
  return cjson.encode({ verdict = 'stale', state = take_get(take, 'state') })
end
lane_refused(lane, take, cause, now)
if tonumber(ARGV[5]) > 0 then lane_hold(lane, now, ARGV[5]) end
redis.call('HDEL', take_key(take), 'holder')
redis.call('ZREM', lane .. ':unconfirmed', take)
lane_release(lane, take)
if tonumber(ARGV[6]) > 0 then
  lane_wait_until(lane, take, take_flow(take), now + ARGV[6])
else
  take_enter_lane(take, take_place(take))
end
return answer(now, { verdict = 'requeued' })
