-- Parks a take whose price does not fit: it returns its permit and waits for a budget, not its turn.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.takeId    take; nothing happens where it is not queued, is paused or follows another
-- args.budgetId  budget that is used up
-- args.detail    words for a person
-- Reply.admitted      takes to wake
-- Reply.nextChangeAt  when to admit again; absent: no need
local args = cjson.decode(ARGV[1])
local take, now = args.takeId, lane_now(lane)
if take_get(take, 'state') == 'queued' and redis.call('SISMEMBER', lane .. ':aside', take) == 0 then
  local since = redis.call('ZSCORE', lane .. ':budget', take) or now
  take_leave(take)
  redis.call('ZADD', lane .. ':budget', since, take)
  redis.call('HSET', take_key(take), 'wait', 'budget', 'waitDetail', args.detail, 'budgetId', args.budgetId)
  redis.call('HDEL', take_key(take), 'waitUntil')
end
return take_answer(now, {})
