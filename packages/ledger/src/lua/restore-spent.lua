-- What a storyboard cost that only an archive remembers. ARGV[1] spender · [2] storyboard id · [3] cents
-- Returns verdict known | restored
local spender = prefix .. ':spender:' .. ARGV[1]
local isKnown = redis.call('EXISTS', prefix .. ':storyboard:' .. ARGV[2]) == 1
if isKnown or redis.call('SADD', spender .. ':archived', ARGV[2]) == 0 then return cjson.encode({ verdict = 'known' }) end
budget_add(spender, 'spentCents', tonumber(ARGV[3]))
return cjson.encode({ verdict = 'restored' })
