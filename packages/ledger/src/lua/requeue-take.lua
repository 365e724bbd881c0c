-- It is proved that nothing was accepted: the take waits for its turn again. A decision, so it is fenced:
-- only the holder of the attempt may make it, or a reconciler that names the attempt it looked at, holder
-- included: after a rollback of Redis the numbers are given again, the names of holders never are.
-- ARGV[1] take · [2] holder · [3] attempt a reconciler looked at, or '' · [4] cause · [5] hold for ms (Retry-After) · [6] back-off ms · [7] detail JSON
-- cause: throttled | error (count against the provider) · own (our fault: counts nothing) ·
--        auth | balance (isolate the lane) · proved (by reconcile)
-- Returns verdict requeued | stale
local take, holder, cause, now = ARGV[1], ARGV[2], ARGV[4], now_ms()
local looked_at = ARGV[3] == '' or (take_get(take, 'state') == 'unconfirmed' and take_get(take, 'attempt') == ARGV[3])
if not looked_at or take_get(take, 'holder') ~= holder or not (ARGV[3] == '' or epoch_is_open()) then
  return cjson.encode({ verdict = 'stale', state = take_get(take, 'state') })
end
if not take_move(take, 'requeue', now, ARGV[7]) then
  return cjson.encode({ verdict = 'stale', state = take_get(take, 'state') })
end
lane_refused(lane, take, cause, now)
if tonumber(ARGV[5]) > 0 then lane_hold(lane, now, ARGV[5]) end
redis.call('HDEL', take_key(take), 'holder')
budget_settle(take, 0, now)
redis.call('ZREM', lane .. ':unconfirmed', take)
lane_release(lane, take)
local flow, paused = take_flow(take)
if take_get(take, 'cancelAsked') then
  take_cancel(take, now, cjson.encode({ detail = 'cancelled meanwhile; nothing was bought' }))
elseif tonumber(ARGV[6]) > 0 and not paused then
  lane_wait_until(lane, take, flow, now + ARGV[6])
  redis.call('HSET', take_key(take), 'wait', 'rate', 'waitUntil', math.floor(now + ARGV[6]), 'waitDetail',
    'it was refused several times and steps back')
else
  take_enter_lane(take, take_place(take))
end
return answer(now, { verdict = 'requeued' })
