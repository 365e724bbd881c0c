-- Idempotency keys of requests. Included after take.lua.
--   prefix:idempotency:<name>   hash  owner (the request that holds it), body (hash of what was asked), busyUntil,
--                                     answer (JSON, once there is one); gone seven days after the answer

local KEY_KEPT_MS = 7 * 24 * 3600 * 1000

-- Whether this request may still have its effect under the key it came with.
local function key_is_held(name, owner)
  return name == '' or redis.call('HGET', prefix .. ':idempotency:' .. name, 'owner') == owner
end

-- Keeps the answer of a request in the same step as its effect. False where another request has taken the key
-- over meanwhile: then the effect must not happen. A request without a key is always free to go on.
local function key_finish(name, owner, reply)
  if name == '' then return true end
  local key = prefix .. ':idempotency:' .. name
  if not key_is_held(name, owner) then return false end
  redis.call('HSET', key, 'answer', reply)
  redis.call('PEXPIRE', key, KEY_KEPT_MS)
  return true
end
