-- Bought takes of which nobody told a price or a cost: they are counted beside what was spent.
create index takes_of_unknown_cost on takes (storyboard_id)
  where bought > 0 and spent_micros = 0 and price_micros is null;
