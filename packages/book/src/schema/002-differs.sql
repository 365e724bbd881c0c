-- 1 where the film of a take is not as it was ordered, in length or orientation; null where nobody has compared.
alter table takes add column differs bigint;
create index takes_differing on takes (storyboard_id) where differs = 1;
