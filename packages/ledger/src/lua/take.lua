-- Take records. Included by every ledger script, after lane.lua and the TRANSITIONS table, which is core's
-- own and the only list of legal moves.
--
-- KEYS[1] prefix · KEYS[2] lane (every key of one installation carries the prefix's hash tag)
--   prefix:take:<id>            hash  the record of a take; never removed by queue retention
--   prefix:take:<id>:timeline   list  its history, JSON lines
--   prefix:storyboard:<id>      hash  options, warnings, count:<state>, open (takes not final), paused
--   prefix:film:<fingerprint>   hash  owner (take), state ordered|stored, film (JSON)
--   prefix:film:<fp>:followers  set   takes that wait for this very content to be made
--   lane:open                   set   takes of the lane that are not final
--   lane:due                    zset  take -> next poll
--   lane:operations             hash  operation id -> take, for every operation ever accepted
--   lane:unconfirmed            zset  take -> since when
--   prefix:epoch                hash  id, runId (of the Redis it was opened on), lost (set while data is missing)

local prefix, lane = KEYS[1], KEYS[2]

local function now_ms()
  return lane_now(lane)
end

local FINAL = { completed = true, skipped = true, failed = true, cancelled = true }

-- False from the moment Redis restarts, fails over or loses its keys until the journals were merged: a ledger
-- that may have been rolled back must send nothing and decide nothing.
local function epoch_is_open()
  local run_id = redis.call('HGET', prefix .. ':epoch', 'runId')
  return run_id and run_id == redis.call('INFO', 'server'):match('run_id:(%w+)')
end

local function take_key(take)
  return prefix .. ':take:' .. take
end

local function take_get(take, field)
  return redis.call('HGET', take_key(take), field) or nil
end

local function take_note(take, now, event, detail)
  local line = detail and detail ~= '' and cjson.decode(detail) or {}
  line.at = now
  line.event = event
  redis.call('RPUSH', take_key(take) .. ':timeline', cjson.encode(line))
end

-- Keeps the storyboard's counts in step with its takes; sets or clears the time it was finished.
local function storyboard_count(take, from, to, now)
  local storyboard = prefix .. ':storyboard:' .. take_get(take, 'storyboardId')
  redis.call('HINCRBY', storyboard, 'count:' .. from, -1)
  redis.call('HINCRBY', storyboard, 'count:' .. to, 1)
  if FINAL[to] and not FINAL[from] then
    redis.call('SREM', lane .. ':open', take)
    if redis.call('HINCRBY', storyboard, 'open', -1) == 0 then redis.call('HSET', storyboard, 'finishedAt', now) end
  elseif FINAL[from] and not FINAL[to] then
    redis.call('SADD', lane .. ':open', take)
    redis.call('HINCRBY', storyboard, 'open', 1)
    redis.call('HDEL', storyboard, 'finishedAt')
  end
end

-- Makes one legal move and writes it down. Returns the new state, or nil where the move is not legal.
local function take_move(take, event, now, detail)
  local key = take_key(take)
  local from = redis.call('HGET', key, 'state')
  local to = from and TRANSITIONS[from] and TRANSITIONS[from][event]
  if not to then return nil end
  redis.call('HSET', key, 'state', to, 'changedAt', now)
  redis.call('HINCRBY', key, 'version', 1)
  if FINAL[to] then redis.call('HSET', key, 'finishedAt', now) end
  if from ~= to then storyboard_count(take, from, to, now) end
  take_note(take, now, event, detail)
  return to
end

-- The operation is no longer in flight, or never was: the permit is free and nothing asks for it again.
local function take_leave_lane(take)
  redis.call('ZREM', lane .. ':due', take)
  redis.call('ZREM', lane .. ':unconfirmed', take)
  lane_release(lane, take)
  lane_forget(lane, take)
end

-- The flow a take waits in, and whether its storyboard is paused.
local function take_flow(take)
  local record = redis.call('HMGET', take_key(take), 'storyboardId', 'model')
  local of = redis.call('HMGET', prefix .. ':storyboard:' .. record[1], 'weight', 'paused')
  return lane_flow(record[1], of[1] or 1, record[2] or ''), of[2] == '1'
end

-- The take stands in line, unless its storyboard is paused: then it waits outside.
local function take_enter_lane(take, place)
  local flow, paused = take_flow(take)
  if paused then
    redis.call('HSET', take_key(take), 'wait', 'paused')
  else
    lane_wait(lane, take, flow, place)
  end
end

local function take_place(take)
  return tonumber(take_get(take, 'place') or 0)
end

local function film_key(take)
  return prefix .. ':film:' .. take_get(take, 'fingerprint')
end

-- The film of this take is stored already, and the order takes it as it is.
local function film_is_for_free(take)
  return take_get(take, 'force') ~= '1' and redis.call('HGET', film_key(take), 'state') == 'stored'
end

-- This take makes the film of its content, unless another one does.
local function film_claim(take)
  local film = film_key(take)
  if redis.call('HSETNX', film, 'owner', take) == 1 then redis.call('HSET', film, 'state', 'ordered') end
end

-- The take has its permit and stands in no line; its storyboard's flow remembers it.
local function take_in_flight(take, now)
  redis.call('ZREM', lane .. ':bells', take)
  if redis.call('ZSCORE', lane .. ':permits', take) then return end
  lane_stop_waiting(lane, take)
  lane_hold_again(lane, take, take_flow(take), now)
end

-- A take that is final is queued once more; it is paid once more.
local function take_retry(take, now, detail)
  take_move(take, 'retry', now, detail)
  redis.call('HDEL', take_key(take), 'operationId', 'missingAt', 'holder', 'failure', 'finishedAt', 'submittedAt', 'renderedAt',
    'progress', 'link', 'costCents', 'wait', 'cancelAsked')
  take_enter_lane(take, take_place(take))
end

-- A take that would have made a film of this content failed: so do its followers. Returns whose bells to ring.
local function film_fail(take, failure, now)
  local bells = { take }
  local film = film_key(take)
  if redis.call('HGET', film, 'owner') ~= take or redis.call('HGET', film, 'state') == 'stored' then return bells end
  local followers = redis.call('SMEMBERS', film .. ':followers')
  redis.call('DEL', film, film .. ':followers')
  for _, follower in ipairs(followers) do
    if take_move(follower, 'refuse', now, cjson.encode({ detail = take })) then
      redis.call('HDEL', take_key(follower), 'wait')
      redis.call('HSET', take_key(follower), 'failure', failure)
      bells[#bells + 1] = follower
    end
  end
  return bells
end

-- This take makes its film no more: whoever waited for it stands in line for it instead.
local function film_hand_over(take)
  local film = film_key(take)
  redis.call('SREM', film .. ':followers', take)
  if redis.call('HGET', film, 'owner') ~= take or redis.call('HGET', film, 'state') == 'stored' then return end
  local followers = redis.call('SMEMBERS', film .. ':followers')
  redis.call('DEL', film, film .. ':followers')
  for _, follower in ipairs(followers) do
    redis.call('HDEL', take_key(follower), 'wait')
    take_enter_lane(follower, take_place(follower))
  end
end

-- A queued take is taken back; nothing of it was bought.
local function take_cancel(take, now, detail)
  take_move(take, 'cancel', now, detail)
  take_leave_lane(take)
  redis.call('ZREM', prefix .. ':budget:waiting', take)
  redis.call('HDEL', take_key(take), 'holder', 'wait', 'waitUntil', 'waitDetail', 'cancelAsked')
  film_hand_over(take)
end

-- Followers of a film that is stored now; their doorbells are rung and they reuse it.
local function film_followers(take)
  local film = film_key(take)
  local followers = redis.call('SMEMBERS', film .. ':followers')
  for _, follower in ipairs(followers) do redis.call('HDEL', take_key(follower), 'wait') end
  redis.call('DEL', film .. ':followers')
  return followers
end

local function answer(now, fields, extra_bells)
  local admitted, next_change = lane_pump(lane, now)
  for _, take in ipairs(extra_bells or {}) do admitted[#admitted + 1] = take end
  fields.admitted = admitted
  fields.nextChangeAt = next_change
  return cjson.encode(fields)
end
