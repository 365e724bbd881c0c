-- Open takes are read by pages, which the place orders; without it each page sorts all of them.
drop index takes_in_line;
create index takes_in_line on takes (storyboard_id, place)
  where state in ('queued', 'submitting', 'unconfirmed', 'rendering', 'overdue', 'collecting');
