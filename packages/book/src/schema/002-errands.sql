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

-- How much of the line a name holds is counted for each order.
create index takes_in_line on takes (storyboard_id)
  where state in ('queued', 'submitting', 'unconfirmed', 'rendering', 'overdue', 'collecting');
create index idempotency_of_storyboard on idempotency (storyboard_id) where storyboard_id is not null;
