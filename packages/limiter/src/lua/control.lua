-- What a person or a probe does to the breaker.
-- KEYS[1] lane · ARGV[1] trip | reset | isolate | reopen | maximum | storage · ARGV[2] reason, the new maximum,
-- or full | room ·
-- ARGV[3] note for people
-- `reopen` with a reason undoes an isolation only where it was made for that reason.
-- Returns admitted, nextChangeAt
local lane = KEYS[1]
local now = lane_now(lane)
local action, reason = ARGV[1], ARGV[2]
if action == 'trip' then
  lane_trip(lane, now, 'manual')
elseif action == 'isolate' then
  lane_isolate(lane, reason, ARGV[3])
elseif action == 'reopen' then
  local isolation = lane_get(lane, 'isolation')
  if isolation and (reason == '' or isolation == reason) then lane_reopen(lane) end
elseif action == 'maximum' then
  lane_set(lane, 'maximum', reason)
elseif action == 'storage' and reason == 'full' then
  lane_set(lane, 'storageFull', 1)
elseif action == 'storage' then
  lane_clear(lane, 'storageFull')
elseif action == 'reset' then
  lane_clear(lane, 'isolation', 'isolationNote', 'trippedAt', 'tripReason', 'pollsThrottledUntil', 'throttledUntil')
  lane_forget_limit(lane)
  lane_set(lane, 'errors', 0, 'failures', 0, 'pollErrors', 0, 'throttles', 0, 'relapses', 0)
end
return lane_answer(lane, now, {})
