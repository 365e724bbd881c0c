-- oldest reader: 2
-- An older process would send a moved take's first request to its new provider.

-- Who can make a take, best first; only where its order left a choice.
create table routes (
  take_id text not null,
  rank bigint not null,
  provider_id text not null,
  model text not null,
  fingerprint text not null,
  price_micros bigint,
  request text not null,
  -- When nothing could be bought there last.
  failed_at bigint,
  is_retired bigint not null default 0,
  primary key (take_id, rank)
) /*sqlite:without rowid*/;

-- Rank of the present route, and its request where that is not the shot's.
alter table takes add column route bigint;
alter table takes add column own_request text;

-- Few, unless the provider has no prices; they are looked for again and again.
create index takes_unpriced on takes (provider_id, id) where price_micros is null;
