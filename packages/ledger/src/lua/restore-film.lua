-- A film lies in the store and no record says so. ARGV[1] fingerprint · [2] take that made it · [3] film JSON
-- Returns verdict known | restored
local film = prefix .. ':film:' .. ARGV[1]
if redis.call('HGET', film, 'state') == 'stored' then return cjson.encode({ verdict = 'known' }) end
redis.call('HSET', film, 'owner', ARGV[2], 'state', 'stored', 'film', ARGV[3])
return cjson.encode({ verdict = 'restored' })
