-- Operations the provider lists and nobody owns: what keeps an unconfirmed take from being released.
-- ARGV[1] take · [2] the attempt it is about · then their ids; none: nothing is in the way · Returns verdict noted | stale
local take = ARGV[1]
if take_get(take, 'state') ~= 'unconfirmed' or take_get(take, 'attempt') ~= ARGV[2] then
  return cjson.encode({ verdict = 'stale' })
end
if #ARGV == 2 then
  redis.call('HDEL', take_key(take), 'suspects')
else
  redis.call('HSET', take_key(take), 'suspects', cjson.encode({ unpack(ARGV, 3) }))
end
return cjson.encode({ verdict = 'noted' })
