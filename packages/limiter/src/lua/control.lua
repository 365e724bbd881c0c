-- What a person or a probe does to the breaker.
-- KEYS[1] lane · ARGV[1] trip | reset | isolate | reopen · ARGV[2] reason
-- `reopen` undoes an isolation only where it was made for that reason.
-- Returns admitted, nextChangeAt
local lane, now = KEYS[1], now_ms()
local action, reason = ARGV[1], ARGV[2]
if action == 'trip' then
  lane_trip(lane, now)
elseif action == 'isolate' then
  lane_isolate(lane, reason)
elseif action == 'reopen' then
  if redis.call('HGET', lane, 'isolation') == reason then lane_reopen(lane) end
elseif action == 'reset' then
  redis.call('HDEL', lane, 'isolation', 'trippedAt', 'holdUntil', 'learned', 'learnedAt', 'learnRefusals')
  lane_set(lane, 'errors', 0, 'failures', 0, 'pollErrors', 0)
end
return lane_answer(lane, now, {})
