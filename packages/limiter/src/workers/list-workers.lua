-- Every worker that was heard of lately.
-- KEYS[1] prefix
-- args          {}
-- Reply.now     Redis time, ms
-- Reply.workers list of id, host, version, seenAt (ms)
local time = redis.call('TIME')
local workers = {}
for _, json in ipairs(redis.call('HVALS', KEYS[1] .. ':workers')) do workers[#workers + 1] = cjson.decode(json) end
return cjson.encode({ now = time[1] * 1000 + math.floor(time[2] / 1000), workers = workers })
