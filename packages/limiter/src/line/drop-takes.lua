-- Removes takes the book does not have.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.takeIds        takes
-- Reply.admitted      takes to wake
-- Reply.nextChangeAt  when to admit again; absent: no need
local now = lane_now(lane)
for _, take in ipairs(cjson.decode(ARGV[1]).takeIds) do
  take_leave(take)
  redis.call('DEL', take_key(take))
end
return take_answer(now, {})
