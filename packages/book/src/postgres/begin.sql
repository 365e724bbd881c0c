-- The steps of procedures/begin.ts in one statement; keep both in sync. JSON columns are returned
-- as text.

create or replace function line_takes_of(wanted text) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'takeId', t.id,
    'providerId', t.provider_id,
    'version', t.version + s.version,
    'state', t.state,
    'storyboardId', t.storyboard_id,
    'weight', s.weight,
    'model', t.model,
    'place', t.place,
    'isPaused', s.is_paused = 1,
    'isFollowing', t.follows is not null,
    'isReady', t.state = 'queued' and s.is_forced = 0 and exists (
      select 1 from contents c where c.fingerprint = t.fingerprint and c.is_stored = 1
    ),
    'operationId', t.operation_id,
    'operationRef', t.operation_ref,
    'submittedAt', t.submitted_at
  ))), '[]')
  from takes t join storyboards s on s.id = t.storyboard_id and s.is_draft = 0
  where t.id = wanted
$$;

create or replace function add_take_event(of_take text, moment bigint, what text, why jsonb) returns void
language sql as $$
  insert into events (take_id, n, at, event, detail)
  select of_take, coalesce(max(n), 0) + 1, moment, what, why::text from events where take_id = of_take
$$;

create or replace function cents_of(micros bigint) returns text language sql immutable as $$
  select trim_scale(round(micros / 100.0) / 100)::text
$$;

-- Ensures that the budget of a day exists with this limit.
create or replace function ensure_day(day bigint, wanted bigint) returns void language plpgsql as $$
declare
  known record;
begin
  select limit_micros into known from budgets where id = 'day:' || day;
  if found then
    if known.limit_micros is distinct from wanted then
      update budgets set limit_micros = wanted where id = 'day:' || day;
    end if;
    return;
  end if;
  -- Block concurrent writers: a row without their amounts would be wrong all day.
  lock table operations, attempts in share row exclusive mode;
  insert into budgets (id, limit_micros, reserved_micros, spent_micros) values (
    'day:' || day,
    wanted,
    (select coalesce(sum(reserved_micros), 0) from attempts
     where reserved_on = day and released_at is null and accepted_at is null and ended_at is null),
    (select coalesce(sum(cost_micros - refund_micros), 0) from operations where booked_on = day)
      + (select coalesce(sum(reserved_micros), 0) from attempts
         where reserved_on = day and released_at is null and accepted_at is null and ended_at is not null)
  ) on conflict (id) do nothing;
end $$;

-- The budget that a price exceeds. All of them are locked in the order of their ids; `not_binding`
-- is only locked.
create or replace function budget_obstacle(ids text[], not_binding text, price bigint) returns jsonb language plpgsql as $$
declare
  budget record;
  named text;
  room bigint;
  obstacle jsonb;
begin
  for budget in select * from budgets b where b.id = any (ids) order by b.id for update loop
    continue when obstacle is not null or budget.limit_micros is null or budget.id = not_binding;
    named := case
      when budget.id like 'storyboard:%' then 'the storyboard'
      when budget.id like 'key:%' then 'API key ' || substr(budget.id, 5)
      else 'the day' end;
    room := budget.limit_micros - budget.reserved_micros - budget.spent_micros;
    if price is null then
      obstacle := jsonb_build_object('budgetId', budget.id,
        'detail', 'the price is not known, and ' || named || ' has a budget');
    elsif price > room then
      obstacle := jsonb_build_object('budgetId', budget.id,
        'detail', named || ' has ' || cents_of(greatest(room, 0)) || ' of ' || cents_of(budget.limit_micros)
          || ' cents left, the take costs ' || cents_of(price));
    end if;
  end loop;
  return obstacle;
end $$;

create or replace function begin_attempt(args jsonb) returns jsonb language plpgsql as $$
declare
  moment constant bigint := floor(extract(epoch from clock_timestamp()) * 1000);
  today constant bigint := floor(moment / 86400000);
  wanted constant text := args->>'takeId';
  holder constant text := args->>'attemptId';
  permit constant bigint := (args->>'epoch')::bigint;
  daily constant bigint := (args->>'dailyBudgetMicros')::bigint;
  take record;
  content record;
  source record;
  owner text;
  ids text[];
  obstacle jsonb;
  elsewhere bigint;
begin
  select t.*, t.version + s.version as sum_version, s.is_forced, s.is_paused, s.api_key_name,
    coalesce(t.own_request, h.request) as request
  into take
  from takes t
  join storyboards s on s.id = t.storyboard_id and s.is_draft = 0 and s.deleted_at is null
  join shots h on h.storyboard_id = t.storyboard_id and h.segment_index = t.segment_index
  -- A share lock: compatible with other creates, blocks a pause or a first budget until the end.
  where t.id = wanted for update of t for share of s;
  if not found then return '{"verdict": "unknown", "moved": []}'; end if;
  if take.state = 'submitting' and take.attempt_id = holder then
    return jsonb_build_object('verdict', 'go', 'number', take.attempts, 'now', moment, 'request', take.request,
      'model', take.model, 'moved', line_takes_of(wanted));
  end if;
  if (args->>'knownVersion')::bigint > take.sum_version then
    return '{"verdict": "rolled-back", "moved": []}';
  end if;
  if take.state <> 'queued' then
    return jsonb_strip_nulls(jsonb_build_object('verdict', 'moved-on', 'state', take.state, 'clip', take.clip,
      'failure', take.failure, 'moved', line_takes_of(wanted)));
  end if;
  if take.is_paused = 1 then
    return jsonb_build_object('verdict', 'paused', 'moved', line_takes_of(wanted));
  end if;
  -- A share lock: compatible with other creates, blocks a raise of the epoch until the end.
  if permit is not null and permit <> coalesce(
    (select b.value::bigint from book b where b.name = 'redis_epoch' for share), 0
  ) then
    return '{"verdict": "epoch", "moved": []}';
  end if;

  -- A share lock: its end and this follow come one after the other.
  select p.id, p.state, p.finished_at into source
  from links l join takes p on p.id = l.after_take where l.take_id = wanted for share of p;
  if found and source.finished_at is null then
    if take.follows is distinct from source.id then
      update takes set follows = source.id, version = version + 1 where id = wanted;
      perform add_take_event(wanted, moment, 'follow', jsonb_build_object('detail', source.id));
    end if;
    return jsonb_build_object('verdict', 'follow', 'moved', line_takes_of(wanted));
  elsif found and source.state not in ('completed', 'reused') then
    return '{"verdict": "broken", "moved": []}';
  end if;

  owner := coalesce(take.api_key_name, '');
  if take.is_forced = 0 then
    select c.maker, c.clip, 1::bigint as is_stored into content from contents c
    where c.fingerprint = take.fingerprint and c.is_stored = 1
    order by case when c.scope = owner then 0 else 1 end, c.scope limit 1;
    if found then
      return jsonb_build_object('verdict', 'reuse', 'clip', content.clip, 'maker', content.maker,
        'moved', jsonb_build_array());
    end if;
  end if;
  if permit is not null then
    insert into contents (scope, fingerprint, maker, is_stored) values (owner, take.fingerprint, wanted, 0)
    on conflict (scope, fingerprint) do nothing;
  end if;
  if take.is_forced = 0 then
    select c.maker, c.clip, c.is_stored into content from contents c
    where c.scope = owner and c.fingerprint = take.fingerprint for update;
    if found and content.is_stored = 1 then
      return jsonb_build_object('verdict', 'reuse', 'clip', content.clip, 'maker', content.maker,
        'moved', jsonb_build_array());
    end if;
    -- Given up by its maker between the two statements: the next wake tries again.
    if not found and permit is not null then return '{"verdict": "no-permit", "moved": []}'; end if;
    if found and content.maker <> wanted then
      if take.follows is distinct from content.maker then
        update takes set follows = content.maker, version = version + 1 where id = wanted;
        perform add_take_event(wanted, moment, 'follow', jsonb_build_object('detail', content.maker));
      end if;
      return jsonb_build_object('verdict', 'follow', 'moved', line_takes_of(wanted));
    end if;
  end if;
  if permit is null then
    if take.follows is null then return '{"verdict": "no-permit", "moved": []}'; end if;
    update takes set follows = null, version = version + 1 where id = wanted;
    return jsonb_build_object('verdict', 'no-permit', 'moved', line_takes_of(wanted));
  end if;

  if take.route is not null and take.is_forced = 0 then
    select r.rank into elsewhere from routes r join contents c on c.fingerprint = r.fingerprint
    where r.take_id = wanted and r.rank <> take.route
      and (c.is_stored = 1 or (c.scope = owner and c.maker <> wanted))
    order by c.is_stored desc, r.rank limit 1;
    if found then
      delete from contents c
      where c.scope = owner and c.fingerprint = take.fingerprint and c.maker = wanted and c.is_stored = 0;
      return jsonb_build_object('verdict', 'elsewhere', 'rank', elsewhere, 'moved', jsonb_build_array());
    end if;
  end if;

  if daily is not null then perform ensure_day(today, daily); end if;
  -- A null id matches nothing. Today's row counts every begin, but limits only callers that pass
  -- the limit.
  ids := array['storyboard:' || take.storyboard_id, 'key:' || take.api_key_name, 'day:' || today];
  obstacle := budget_obstacle(ids, case when daily is null then 'day:' || today end, take.price_micros);
  if obstacle is not null then
    delete from contents c
    where c.scope = owner and c.fingerprint = take.fingerprint and c.maker = wanted and c.is_stored = 0;
    if not exists (
      select 1 from (select event, detail from events where take_id = wanted order by n desc limit 1) last
      where last.event = 'over-budget' and last.detail::jsonb->'detail' = obstacle->'detail'
    ) then
      perform add_take_event(wanted, moment, 'over-budget', jsonb_build_object('detail', obstacle->'detail'));
    end if;
    return obstacle || '{"verdict": "budget", "moved": []}';
  end if;
  insert into attempts (id, take_id, generation, number, provider_id, model, redis_epoch, reserved_micros,
    reserved_on, opened_at)
  values (holder, wanted, take.generation, take.attempts + 1, take.provider_id, take.model, permit,
    coalesce(take.price_micros, 0), today, moment)
  on conflict do nothing;
  -- The id was used before, or the generation has an attempt that is not proved unbought.
  if not found then
    delete from contents c
    where c.scope = owner and c.fingerprint = take.fingerprint and c.maker = wanted and c.is_stored = 0;
    return jsonb_build_object('verdict', 'moved-on', 'state', take.state, 'moved', line_takes_of(wanted));
  end if;
  if take.price_micros <> 0 then
    update budgets set reserved_micros = reserved_micros + take.price_micros where id = any (ids);
  end if;
  update takes set state = 'submitting', changed_at = moment, finished_at = null, attempts = take.attempts + 1,
    attempt_id = holder, begun_at = moment, follows = null,
    reserved_micros = coalesce(take.reserved_micros, 0) + coalesce(take.price_micros, 0),
    suspects = null, version = version + 1
  where id = wanted and state = 'queued' and generation = take.generation and version = take.version;
  perform add_take_event(wanted, moment, 'begin', jsonb_build_object('attempt', take.attempts + 1));
  return jsonb_build_object('verdict', 'go', 'number', take.attempts + 1, 'now', moment, 'request', take.request,
    'model', take.model, 'moved', line_takes_of(wanted));
end $$;
