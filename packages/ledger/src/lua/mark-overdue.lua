-- The render passed its limit; it is still asked for, ever more rarely. ARGV[1] take · Returns verdict
local moved = take_move(ARGV[1], 'late', now_ms(), '')
return cjson.encode({ verdict = moved and 'overdue' or 'stale' })
