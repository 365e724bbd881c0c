-- oldest reader: 6
-- An older process would send a request with the name of a frame instead of its address.

-- Takes that start from the last frame of another one.
create table links (
  take_id text primary key,
  after_take text not null,
  -- stop, restart or wait, where that take gets no clip.
  policy text not null,
  -- What restart renders instead; null where its model cannot.
  alone text
) /*sqlite:without rowid*/;
create index links_of_source on links (after_take);
