-- A take's film cannot be had now: fetched, or reused where it is stored already. ARGV[1] take · [2] reason provider | storage · [3] ms until the next attempt ·
-- [4] words · [5] '1' where the link is of no use any more. Only failures of the provider's side are counted.
local key = take_key(ARGV[1])
local state = take_get(ARGV[1], 'state')
if state ~= 'collecting' and state ~= 'queued' then return '{}' end
redis.call('HSET', key, 'wait', ARGV[2], 'waitDetail', ARGV[4], 'waitUntil', now_ms() + ARGV[3])
if ARGV[5] == '1' then redis.call('HDEL', key, 'link') end
if ARGV[2] == 'provider' then redis.call('HINCRBY', key, 'collectFailures', 1) end
return '{}'
