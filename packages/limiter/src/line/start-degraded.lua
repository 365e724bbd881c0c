-- After a loss of the lane: the capacity begins at the degraded limit and climbs by one per recovery step.
-- Takes that were admitted beyond it and have not begun go back to the front of their flow.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args                {}
-- Reply.admitted      takes to wake
-- Reply.nextChangeAt  when to admit again; absent: no need
local now = lane_now(lane)
if not lane_get(lane, 'maximum') then return take_answer(now, {}) end
local _, breaker = lane_graded(lane, now)
-- An open breaker limits the capacity for longer anyway.
if breaker ~= 'open' then
  lane_set(lane, 'relapses', 0)
  lane_set(lane, 'trippedAt', now - lane_cooldown(lane), 'tripReason', 'recovery')
end
lane_set(lane, 'proven', 0)
lane_take_back(lane, now)
return take_answer(now, {})
