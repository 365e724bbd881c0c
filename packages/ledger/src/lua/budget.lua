-- Budgets. Included after take.lua. A spender is a hash with the fields reservedCents, spentCents and, where it may
-- not spend without end, budgetCents: the storyboard itself, the day, and whoever ordered the storyboard.
--   prefix:storyboard:<id>   see take.lua
--   prefix:day:<number>      days since 1970, UTC; its limit is dailyCents of prefix:money
--   prefix:spender:<name>    the name is the storyboard's field spender
--   prefix:budget:waiting    zset  take -> since when; queued takes that do not fit

local DAY_MS = 86400000

local function budget_spenders(take, day)
  local storyboard = prefix .. ':storyboard:' .. take_get(take, 'storyboardId')
  local spenders = {
    { name = 'storyboard', key = storyboard, limit = redis.call('HGET', storyboard, 'budgetCents') },
    { name = 'day', key = prefix .. ':day:' .. day, limit = redis.call('HGET', prefix .. ':money', 'dailyCents') },
  }
  local ordered_by = redis.call('HGET', storyboard, 'spender')
  if ordered_by then
    local key = prefix .. ':spender:' .. ordered_by
    spenders[3] = { name = 'API key ' .. ordered_by, key = key, limit = redis.call('HGET', key, 'budgetCents') }
  end
  return spenders
end

local function budget_add(key, field, cents)
  if cents ~= 0 then redis.call('HINCRBYFLOAT', key, field, cents) end
end

local function budget_today(now)
  return math.floor(now / DAY_MS)
end

-- Whether the price of a take still fits everywhere; if not, where it does not. A take without a price fits only
-- where nothing is limited. `planned` (may be nil) is what the caller has promised to others: spender's key -> cents;
-- it grows by what fits.
local function budget_fits(take, now, planned)
  local price = tonumber(take_get(take, 'priceCents') or '')
  local spenders = budget_spenders(take, budget_today(now))
  for _, spender in ipairs(spenders) do
    local limit = tonumber(spender.limit or '')
    if limit then
      if not price then return false, 'the price is not known, and the ' .. spender.name .. ' has a budget' end
      local used = redis.call('HMGET', spender.key, 'reservedCents', 'spentCents')
      local promised = planned and planned[spender.key] or 0
      if tonumber(used[1] or 0) + tonumber(used[2] or 0) + promised + price > limit + 1e-6 then
        return false, 'the budget of the ' .. spender.name .. ' is used up'
      end
    end
  end
  for _, spender in ipairs(planned and spenders or {}) do
    planned[spender.key] = (planned[spender.key] or 0) + (price or 0)
  end
  return true
end

-- Sets the price of a take aside. The same step as its permit and its attempt, so nobody can come in between.
local function budget_reserve(take, now)
  local price, day = tonumber(take_get(take, 'priceCents') or 0) or 0, budget_today(now)
  redis.call('HSET', take_key(take), 'reservedCents', price, 'reservedDay', day)
  for _, spender in ipairs(budget_spenders(take, day)) do budget_add(spender.key, 'reservedCents', price) end
end

-- Money for which nothing was set aside: an operation nobody meant to buy, or one of an attempt before the present one.
local function budget_spend(take, cost, now)
  for _, spender in ipairs(budget_spenders(take, budget_today(now))) do budget_add(spender.key, 'spentCents', cost) end
end

-- What was set aside becomes what it cost (0: it is proved that nothing was bought).
local function budget_settle(take, cost, now)
  local reserved = tonumber(take_get(take, 'reservedCents') or 0)
  local day = take_get(take, 'reservedDay') or budget_today(now)
  for _, spender in ipairs(budget_spenders(take, day)) do
    budget_add(spender.key, 'reservedCents', -reserved)
    budget_add(spender.key, 'spentCents', cost)
  end
  redis.call('HDEL', take_key(take), 'reservedCents', 'reservedDay')
end

-- A take that does not fit gives its permit back and waits for money, not for its turn.
local function budget_park(take, now, why)
  take_leave_lane(take)
  redis.call('ZADD', prefix .. ':budget:waiting', 'NX', now, take)
  redis.call('HSET', take_key(take), 'wait', 'budget', 'waitDetail', why)
end

local function budget_unpark(take)
  redis.call('ZREM', prefix .. ':budget:waiting', take)
  redis.call('HDEL', take_key(take), 'wait', 'waitDetail')
end
