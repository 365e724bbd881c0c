-- Opens an epoch on this Redis process and ends the rebuild.
-- KEYS[1] prefix
-- args.number     number of the epoch in the book
-- args.bookId     id of the book
-- args.holder     holder of the rebuild lease; without the lease nothing happens
-- Reply.isOpened  whether it was opened
local prefix, args = KEYS[1], cjson.decode(ARGV[1])
if redis.call('GET', prefix .. ':rebuild') ~= args.holder then return cjson.encode({ isOpened = false }) end
redis.call('DEL', prefix .. ':epoch', prefix .. ':rebuild')
redis.call('HSET', prefix .. ':epoch', 'number', args.number, 'bookId', args.bookId, 'server', epoch_server(),
  'records', RECORDS)
return cjson.encode({ isOpened = true })
