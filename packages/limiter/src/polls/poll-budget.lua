-- The budget of questions to a provider: at most so many per second for all workers together. None while it asks for a
-- pause. Creates and downloads are not counted, so questions use up only their own share.
--   lane:asked                      hash  tenth of a second -> requests granted in it
--   lane field pollsThrottledUntil        end of the pause the provider asks for

-- A grant counts for 1.5 s, because requests arrive less evenly than they are sent.
local BUDGET_TENTHS = 15

-- Grants up to `wanted` requests; `per_second` 0 means no limit. Returns the grant, and the ms until more is
-- available.
local function polls_grant(wanted, per_second, now)
  local throttled_until = lane_number(lane, 'pollsThrottledUntil', 0)
  if throttled_until > now then return 0, throttled_until - now end
  if per_second <= 0 then return wanted, 0 end
  local tenth, used, oldest = math.floor(now / 100), 0, nil
  local asked = redis.call('HGETALL', lane .. ':asked')
  for i = 1, #asked, 2 do
    local at = tonumber(asked[i])
    if at > tenth - BUDGET_TENTHS and at <= tenth then
      used, oldest = used + asked[i + 1], earlier(oldest, at)
    else
      redis.call('HDEL', lane .. ':asked', asked[i])
    end
  end
  local granted = math.max(0, math.min(wanted, per_second - used))
  if granted > 0 then redis.call('HINCRBY', lane .. ':asked', tenth, granted) end
  return granted, (oldest or tenth) * 100 + BUDGET_TENTHS * 100 - now
end
