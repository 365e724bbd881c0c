-- What this Redis says of the book it belongs to. Changes nothing.
-- KEYS[1] prefix
-- args           {}
-- Reply.number   number of the epoch; null while it is closed
-- Reply.bookId   id of the book it was made whole from; null: none
-- Reply.server   this Redis process, and its history of replication
-- Reply.isEmpty  true where there is no epoch at all
-- Reply.isNewer  true where the records are of a newer version than this process knows
-- Reply.recovering  why a worker sends nothing, in words; null: none says so
-- Reply.witness  ids of the last attempts that were seen committed in the book, newest first
local prefix = KEYS[1]
return cjson.encode({
  number = epoch_number(prefix),
  bookId = redis.call('HGET', prefix .. ':epoch', 'bookId') or cjson.null,
  server = epoch_server(),
  isNewer = tonumber(redis.call('HGET', prefix .. ':epoch', 'records') or 0) > RECORDS,
  isEmpty = redis.call('EXISTS', prefix .. ':epoch') == 0,
  recovering = redis.call('GET', prefix .. ':recovering') or cjson.null,
  witness = redis.call('LRANGE', prefix .. ':witness', 0, -1),
})
