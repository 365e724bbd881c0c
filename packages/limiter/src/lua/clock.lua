-- Redis TIME in ms: the only clock for limits. The reference-model proof replaces this file by its own clock.
local function clock_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
