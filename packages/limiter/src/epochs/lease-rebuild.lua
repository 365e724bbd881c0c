-- Takes, renews or gives up the rebuild lease.
-- KEYS[1] prefix
-- args.holder    name of the holder
-- args.forMs     length of the lease; 0: give it up
-- Reply.isLeased   whether the holder has the lease now
local rebuild, args = KEYS[1] .. ':rebuild', cjson.decode(ARGV[1])
local holder = redis.call('GET', rebuild)
if holder and holder ~= args.holder then return cjson.encode({ isLeased = false }) end
if args.forMs > 0 then
  redis.call('SET', rebuild, args.holder, 'PX', args.forMs)
else
  redis.call('DEL', rebuild)
end
return cjson.encode({ isLeased = args.forMs > 0 })
