-- Times are ms since 1970, amounts 1/1,000,000 of the book's currency, flags 0 or 1, JSON is text.

create table book (
  name text primary key,
  value text not null
);

create table storyboards (
  id text primary key,
  name text not null,
  provider_id text not null,
  model text not null,
  priority text not null,
  weight bigint not null,
  is_forced bigint not null,
  shots bigint not null,
  takes bigint not null,
  warnings text not null,
  retry_failed bigint not null,
  api_key_name text,
  is_draft bigint not null,
  is_paused bigint not null default 0,
  version bigint not null default 0,
  created_at bigint not null,
  deleted_at bigint
);
create index storyboards_by_time on storyboards (created_at, id) where is_draft = 0 and deleted_at is null;
create index storyboards_by_owner on storyboards (api_key_name, created_at, id) where is_draft = 0 and deleted_at is null;
create index storyboards_by_name on storyboards (name);
create index storyboards_drafts on storyboards (created_at) where is_draft = 1;

-- What a provider is asked for one shot; all takes of the shot share it.
create table shots (
  storyboard_id text not null,
  segment_index bigint not null,
  request text not null,
  primary key (storyboard_id, segment_index)
) /*sqlite:without rowid*/;

create table takes (
  id text primary key,
  storyboard_id text not null,
  place bigint not null,
  segment_index bigint not null,
  take_number bigint not null,
  provider_id text not null,
  model text not null,
  fingerprint text not null,
  price_micros bigint,
  state text not null,
  generation bigint not null default 1,
  version bigint not null default 1,
  is_cancel_asked bigint not null default 0,
  -- Take that makes the content this one waits for.
  follows text,
  attempts bigint not null default 0,
  attempt_id text,
  operation_id text,
  -- Data a poll needs besides the id, as JSON text.
  operation_ref text,
  bought bigint not null default 0,
  spent_micros bigint not null default 0,
  reserved_micros bigint,
  created_at bigint not null,
  changed_at bigint not null,
  begun_at bigint,
  unconfirmed_at bigint,
  submitted_at bigint,
  rendered_at bigint,
  finished_at bigint,
  suspects text,
  link text,
  clip text,
  -- 1 if length or orientation of the clip differ from the order; null if not compared.
  differs bigint,
  failure text
);
create index takes_of_storyboard on takes (storyboard_id, place);
create index takes_sums on takes (storyboard_id, state, spent_micros, reserved_micros, finished_at);
create index takes_open on takes (provider_id, id)
  where state in ('queued', 'submitting', 'unconfirmed', 'rendering', 'overdue', 'collecting');
create index takes_overdue on takes (provider_id) where state = 'overdue';
create index takes_differing on takes (storyboard_id) where differs = 1;
-- How much of the line a name holds is counted for each order.
create index takes_in_line on takes (storyboard_id)
  where state in ('queued', 'submitting', 'unconfirmed', 'rendering', 'overdue', 'collecting');
create index takes_following on takes (follows) where follows is not null;

create table attempts (
  -- Made before the call that begins it: who repeats the call gets the same attempt.
  id text primary key,
  take_id text not null,
  generation bigint not null,
  number bigint not null,
  provider_id text not null,
  model text not null,
  redis_epoch bigint not null,
  reserved_micros bigint not null,
  reserved_on bigint not null,
  opened_at bigint not null,
  unconfirmed_at bigint,
  accepted_at bigint,
  -- Proved that nothing was bought.
  released_at bigint,
  ended_at bigint
);
-- The licence: one generation has one attempt that is not proved unbought.
create unique index attempts_licence on attempts (take_id, generation) where released_at is null;
create index attempts_open on attempts (provider_id, opened_at)
  where released_at is null and accepted_at is null and ended_at is null;
create index attempts_given_up on attempts (reserved_on)
  where released_at is null and accepted_at is null and ended_at is not null;

-- Every operation a provider accepted; it belongs to one take for good.
create table operations (
  provider_id text not null,
  operation_id text not null,
  operation_ref text,
  take_id text not null,
  attempt_id text,
  number bigint,
  accepted_at bigint not null,
  cost_micros bigint,
  refund_micros bigint not null default 0,
  -- Day whose budget it counts in: that of its attempt where this was open, else that of the acceptance.
  booked_on bigint not null,
  primary key (provider_id, operation_id)
);
create index operations_of_take on operations (take_id);
create index operations_by_day on operations (booked_on);
create index operations_by_time on operations (provider_id, accepted_at);

-- Who makes, or made, the clip of a content; scope is the name of an API key, or empty.
create table contents (
  scope text not null,
  fingerprint text not null,
  maker text not null,
  is_stored bigint not null,
  clip text,
  primary key (scope, fingerprint)
);
create index contents_stored on contents (fingerprint) where is_stored = 1;

-- Only what has, or had, a limit: storyboard:<id> · key:<name> · day:<days since 1970, UTC>
create table budgets (
  id text primary key,
  limit_micros bigint,
  reserved_micros bigint not null,
  spent_micros bigint not null
);

create table events (
  take_id text not null,
  n bigint not null,
  at bigint not null,
  event text not null,
  detail text not null,
  primary key (take_id, n)
) /*sqlite:without rowid*/;

-- What people decided, about a storyboard, a take or a provider.
create table decisions (
  subject text not null,
  n bigint not null,
  at bigint not null,
  kind text not null,
  decided_by text,
  detail text not null,
  primary key (subject, n)
);

create table incidents (
  id text primary key,
  at bigint not null,
  kind text not null,
  take_id text not null,
  provider_id text not null,
  operation_id text,
  detail text not null
);
create index incidents_by_time on incidents (at);

create table idempotency (
  name text primary key,
  body text not null,
  owner text not null,
  storyboard_id text,
  busy_until bigint not null,
  answer text
);
create index idempotency_of_storyboard on idempotency (storyboard_id) where storyboard_id is not null;

-- What was decided of more takes than one transaction should move; carried out part by part, then the row goes.
create table errands (
  id text not null,
  part bigint not null,
  -- Storyboard whose takes are ordered once more; null for followers.
  storyboard_id text,
  task text not null,
  created_at bigint not null,
  primary key (id, part)
);
create index errands_by_time on errands (created_at, id, part);
create index errands_of_storyboard on errands (storyboard_id) where storyboard_id is not null;

create table api_keys (
  name text primary key,
  sha256 text not null,
  scope text not null,
  budget_micros bigint,
  created_at bigint not null,
  revoked_at bigint
);
