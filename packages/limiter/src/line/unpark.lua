-- Takes that waited for a budget wait for their turn again.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.takeIds        takes; those that are not parked are left alone
-- Reply.admitted      takes to wake
-- Reply.nextChangeAt  when to admit again; absent: no need
local now = lane_now(lane)
for _, take in ipairs(cjson.decode(ARGV[1]).takeIds) do
  if redis.call('ZREM', lane .. ':budget', take) == 1 and take_get(take, 'state') == 'queued' then
    redis.call('HDEL', take_key(take), 'wait', 'waitDetail', 'budgetId')
    take_enter_line(take)
  end
end
return take_answer(now, {})
