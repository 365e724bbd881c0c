-- One request per idempotency key. ARGV[1] name · [2] hash of the body · [3] owner (unique per request) ·
-- [4] ms after which a request that gave no answer counts as dead
-- [5] '1' while the ledger is restored from journals
-- Returns verdict go | replay (answer) | busy | different | barrier (Redis may have forgotten the key)
local key, now = prefix .. ':idempotency:' .. ARGV[1], now_ms()
local known = redis.call('HMGET', key, 'owner', 'body', 'busyUntil', 'answer')
if known[1] and known[2] ~= ARGV[2] then return cjson.encode({ verdict = 'different' }) end
if known[4] then return cjson.encode({ verdict = 'replay', answer = known[4] }) end
if known[1] and known[1] ~= ARGV[3] and tonumber(known[3]) > now then return cjson.encode({ verdict = 'busy' }) end
if not known[1] and ARGV[5] ~= '1' and not epoch_is_open() then return cjson.encode({ verdict = 'barrier' }) end
redis.call('HSET', key, 'owner', ARGV[3], 'body', ARGV[2], 'busyUntil', now + ARGV[4])
redis.call('PEXPIRE', key, KEY_KEPT_MS)
return cjson.encode({ verdict = 'go' })
