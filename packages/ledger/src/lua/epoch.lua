-- The epoch: which Redis this ledger was last known to be whole on.
-- ARGV[1] look | lose (data is missing for certain) | open (the journals were merged; ARGV[2] new id, ARGV[3] who
-- holds the rebuild) | leave (ARGV[2] gives the rebuild up)
-- Returns open, present, lost, lostForMs (since when, where this very process of Redis was told: a value that
-- another one wrote may have been rolled back), id
local epoch, rebuild, now = prefix .. ':epoch', prefix .. ':rebuild', now_ms()
local run_id = redis.call('INFO', 'server'):match('run_id:(%w+)')
if ARGV[1] == 'lose' and redis.call('HGET', epoch, 'lostOn') ~= run_id then
  redis.call('HSET', epoch, 'lost', 1, 'lostAt', now, 'lostOn', run_id)
end
if ARGV[1] == 'open' and redis.call('GET', rebuild) == ARGV[3] then
  redis.call('DEL', epoch, rebuild)
  redis.call('HSET', epoch, 'id', ARGV[2], 'openedAt', now, 'runId', run_id)
end
if ARGV[1] == 'leave' and redis.call('GET', rebuild) == ARGV[2] then redis.call('DEL', rebuild) end
local lost_here = redis.call('HGET', epoch, 'lostOn') == run_id
return cjson.encode({
  open = epoch_is_open() and true or false,
  present = redis.call('HEXISTS', epoch, 'id') == 1,
  lost = redis.call('HEXISTS', epoch, 'lost') == 1,
  lostForMs = lost_here and math.max(0, now - tonumber(redis.call('HGET', epoch, 'lostAt'))) or nil,
  id = redis.call('HGET', epoch, 'id') or nil,
})
