-- More requests about operations, for pages of a list and for what the list did not show.
-- ARGV[1] how many are wanted · [2] poll requests per second, 0 for no limit · Returns granted, waitMs until more are
local granted, wait = polls_grant(tonumber(ARGV[1]), tonumber(ARGV[2]), now_ms())
return cjson.encode({ granted = granted, waitMs = wait })
