-- What Redis knows of takes, and their places in a lane. Included after the Lua of the lane by every script that
-- concerns takes.
--
-- KEYS[1] prefix · KEYS[2] lane
--   prefix:take:<id>      hash  version, state, storyboardId, flow, place, providerId, operationId, operationRef, submittedAt, kind,
--                               wait, waitUntil, waitDetail, progress, runningAt, missingAt, pollWait, odd, oddAt, oddTimes,
--                               collectFailures, linkDropped, budgetId.
--                               A final take keeps version and state only, as a tombstone
--   prefix:witness        list  ids of the last attempts that were seen committed in the book, newest first
--   lane:due              zset  take -> next poll
--   lane:ready            zset  take -> last wake; its content is stored, so it needs no permit
--   lane:budget           zset  take -> since when its price does not fit a budget
--   lane:aside            set   takes without a place in the lane: paused, following or collecting
--   lane:renders:<model>  list  how long the last renders took, ms; one more for each kind of render, such as <model>:10
--
-- Every take with a live hash is in one of lane:flows, lane:ready, lane:budget and lane:aside.

local prefix, lane = KEYS[1], KEYS[2]

-- How long a final take rejects older rows, ms.
local TOMBSTONE_MS = 600000

local IN_FLIGHT = { submitting = true, unconfirmed = true, rendering = true, overdue = true }
local POLLED = { rendering = true, overdue = true }

local function take_key(take)
  return prefix .. ':take:' .. take
end

local function take_get(take, field)
  return redis.call('HGET', take_key(take), field) or nil
end

-- Removes a take from all places of the lane.
local function take_leave(take)
  lane_release(lane, take)
  lane_forget(lane, take)
  redis.call('ZREM', lane .. ':due', take)
  redis.call('ZREM', lane .. ':ready', take)
  redis.call('ZREM', lane .. ':budget', take)
  redis.call('SREM', lane .. ':aside', take)
end

-- Queues a take at the place in its record.
local function take_enter_line(take)
  local record = redis.call('HMGET', take_key(take), 'flow', 'place')
  if record[1] then lane_wait(lane, take, record[1], tonumber(record[2]) or 0) end
end

-- Ensures that a take in flight holds a permit and is not queued. True if it had no permit before.
local function take_keep_permit(take, flow, now)
  redis.call('ZREM', lane .. ':ready', take)
  redis.call('ZREM', lane .. ':budget', take)
  redis.call('SREM', lane .. ':aside', take)
  if redis.call('ZSCORE', lane .. ':permits', take) then return false end
  lane_stop_waiting(lane, take)
  return lane_restore_permit(lane, take, flow, now)
end

-- Reply of scripts that may have freed a permit; `also` lists takes to wake without one.
local function take_answer(now, answer, also)
  local admitted, next_change = lane_admit_next(lane, now)
  for _, take in ipairs(also or {}) do admitted[#admitted + 1] = take end
  answer.admitted, answer.nextChangeAt = admitted, next_change
  return cjson.encode(answer)
end
