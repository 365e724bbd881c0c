-- Says anew what parked takes wait for: by now it may be another budget that is used up.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.takes  list of takeId, detail; takes that are not parked are left alone
-- Reply       {}
for _, parked in ipairs(cjson.decode(ARGV[1]).takes) do
  if redis.call('ZSCORE', lane .. ':budget', parked.takeId) then
    redis.call('HSET', take_key(parked.takeId), 'waitDetail', parked.detail)
  end
end
return '{}'
