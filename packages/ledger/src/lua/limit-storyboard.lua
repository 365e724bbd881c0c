-- A person's word on what a storyboard may cost. Of several words at once the latest counts, of those of one moment the
-- least money: the journals, which are written beside this, must come to the same end after a loss of Redis.
-- ARGV[1] storyboard · [2] cents, or '' for no limit · [3] when it was said · [4] '1' while the ledger is restored
-- Returns verdict limited | late (a later word counts) | unknown | barrier
local storyboard = prefix .. ':storyboard:' .. ARGV[1]
if ARGV[4] ~= '1' and not epoch_is_open() then return cjson.encode({ verdict = 'barrier' }) end
local known = redis.call('HMGET', storyboard, 'createdAt', 'budgetAt', 'budgetCents')
if not known[1] then return cjson.encode({ verdict = 'unknown' }) end
local at, last = tonumber(ARGV[3]), tonumber(known[2] or '-1')
local is_less = (tonumber(ARGV[2]) or math.huge) < (tonumber(known[3] or '') or math.huge)
if at < last or (at == last and not is_less) then return cjson.encode({ verdict = 'late' }) end
redis.call('HSET', storyboard, 'budgetAt', ARGV[3])
if ARGV[2] == '' then
  redis.call('HDEL', storyboard, 'budgetCents')
else
  redis.call('HSET', storyboard, 'budgetCents', ARGV[2])
end
return cjson.encode({ verdict = 'limited' })
