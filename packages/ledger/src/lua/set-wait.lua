-- Why a take that is being collected does not get on. ARGV[1] take · [2] reason or '' · [3] until ms or '' · [4] words
local key = take_key(ARGV[1])
redis.call('HDEL', key, 'wait', 'waitUntil', 'waitDetail')
if ARGV[2] ~= '' then
  redis.call('HSET', key, 'wait', ARGV[2], 'waitDetail', ARGV[4])
  if ARGV[3] ~= '' then redis.call('HSET', key, 'waitUntil', now_ms() + ARGV[3]) end
end
return '{}'
