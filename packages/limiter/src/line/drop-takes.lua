-- Removes takes the book does not have, or has in another lane.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.takeIds        takes
-- args.isMoved        they are in another lane; what is known of them stays
-- Reply.admitted      takes to wake
-- Reply.nextChangeAt  when to admit again; absent: no need
local now = lane_now(lane)
local args = cjson.decode(ARGV[1])
for _, take in ipairs(args.takeIds) do
  take_leave(take)
  if not args.isMoved then redis.call('DEL', take_key(take)) end
end
return take_answer(now, {})
