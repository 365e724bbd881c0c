-- The last look before the first byte: is this attempt still the one, in a ledger that lost nothing?
-- ARGV[1] take · ARGV[2] holder · Returns holds
local holds = epoch_is_open() and take_get(ARGV[1], 'state') == 'submitting' and take_get(ARGV[1], 'holder') == ARGV[2]
return cjson.encode({ holds = holds and true or false })
