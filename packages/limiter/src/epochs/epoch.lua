-- The epoch: the state of Redis that was last rebuilt from the book.
--   prefix:epoch    hash    number, bookId, server (that it was opened on), records (their version)
--   prefix:rebuild  string  holder of the rebuild lease

-- Version of the records of takes and lanes. A process of another version rebuilds them from the book.
local RECORDS = 1

local this_server

-- Process and replication history: a former replica comes back with the state of another primary.
local function epoch_server()
  if not this_server then
    local process = redis.call('INFO', 'server'):match('run_id:(%w+)')
    this_server = process .. '/' .. redis.call('INFO', 'replication'):match('master_replid:(%w+)')
  end
  return this_server
end

-- Number of the open epoch; null after a restart, failover or loss of keys, or with records of another version.
local function epoch_number(prefix)
  local epoch = redis.call('HMGET', prefix .. ':epoch', 'number', 'server', 'records')
  if not epoch[2] or epoch[2] ~= epoch_server() or tonumber(epoch[3]) ~= RECORDS then return cjson.null end
  return tonumber(epoch[1]) or cjson.null
end
