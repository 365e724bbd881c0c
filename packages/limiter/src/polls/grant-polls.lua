-- More requests about operations, for pages of a list and for what the list did not show.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.wanted     how many requests
-- args.perSecond  requests per second of all workers together; 0: no limit
-- Reply.granted   how many may go now
-- Reply.waitMs    time until there are more
local args = cjson.decode(ARGV[1])
local granted, wait = polls_grant(args.wanted, args.perSecond, lane_now(lane))
return cjson.encode({ granted = granted, waitMs = wait })
