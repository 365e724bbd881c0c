-- The epoch: which Redis this ledger was last known to be whole on.
-- ARGV[1] look | lose (data is missing for certain) | open (the journals were merged; ARGV[2] new id, ARGV[3] who
-- holds the rebuild) · Returns open, present, lost, id
local epoch = prefix .. ':epoch'
if ARGV[1] == 'lose' then redis.call('HSET', epoch, 'lost', 1) end
if ARGV[1] == 'open' and redis.call('GET', prefix .. ':rebuild') == ARGV[3] then
  redis.call('DEL', epoch)
  redis.call('HSET', epoch, 'id', ARGV[2], 'openedAt', now_ms(), 'runId', redis.call('INFO', 'server'):match('run_id:(%w+)'))
end
return cjson.encode({
  open = epoch_is_open() and true or false,
  present = redis.call('HEXISTS', epoch, 'id') == 1,
  lost = redis.call('HEXISTS', epoch, 'lost') == 1,
  id = redis.call('HGET', epoch, 'id') or nil,
})
