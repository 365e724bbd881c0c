-- Postpones the clip of a take, because the download, the storage or the book failed.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.takeId     take; nothing happens where it is final, unknown or unconfirmed
-- args.reason     download | storage; only failed downloads are counted
-- args.retryInMs  time to the next attempt
-- args.detail     words for a person
-- args.dropLink   true where the link is of no use any more
-- Reply           {}
local args = cjson.decode(ARGV[1])
local take, key = args.takeId, take_key(args.takeId)
local state, now = take_get(take, 'state'), lane_now(lane)
local may_wait = { queued = true, submitting = true, rendering = true, overdue = true, collecting = true }
if not may_wait[state] then return '{}' end
local retry_at = math.floor(now + args.retryInMs)
redis.call('HSET', key, 'wait', args.reason, 'waitDetail', args.detail, 'waitUntil', retry_at)
-- An earlier wake would be useless.
redis.call('ZADD', lane .. ':ready', 'XX', retry_at, take)
if args.dropLink then redis.call('HSET', key, 'linkDropped', 1) end
if args.reason == 'download' then redis.call('HINCRBY', key, 'collectFailures', 1) end
return '{}'
