-- Redis TIME in ms: the only clock that decides about money or limits. The proof against the reference model
-- puts a clock of its own in the place of this file, and changes nothing else.
local function clock_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
