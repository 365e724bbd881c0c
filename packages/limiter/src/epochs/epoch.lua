-- The epoch: which Redis was last made whole from the book.
--   prefix:epoch    hash    number, bookId, runId (of the Redis process it was opened on)
--   prefix:rebuild  string  holder of the rebuild lease

local this_run_id

local function epoch_run_id()
  this_run_id = this_run_id or redis.call('INFO', 'server'):match('run_id:(%w+)')
  return this_run_id
end

-- Number of the open epoch; null from the moment Redis restarts, fails over or loses its keys.
local function epoch_number(prefix)
  local epoch = redis.call('HMGET', prefix .. ':epoch', 'number', 'runId')
  if not epoch[2] or epoch[2] ~= epoch_run_id() then return cjson.null end
  return tonumber(epoch[1]) or cjson.null
end
