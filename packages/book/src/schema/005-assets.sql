-- Pictures people gave us, by the hash of the bytes they gave; each name of a key owns its own.
create table assets (
  -- Empty without API keys.
  owner text not null,
  sha256 text not null,
  name text,
  -- Of the cleaned picture in the store.
  media_type text not null,
  width bigint not null,
  height bigint not null,
  size_bytes bigint not null,
  -- What a stitched picture shows, as JSON.
  panels text,
  created_at bigint not null,
  -- When it was given or ordered last.
  used_at bigint not null,
  primary key (owner, sha256)
) /*sqlite:without rowid*/;

create index assets_by_time on assets (owner, created_at, sha256);
create index assets_by_use on assets (used_at, owner, sha256);
create index assets_of_picture on assets (sha256);

-- What storyboards ordered with them.
create table asset_uses (
  storyboard_id text not null,
  sha256 text not null,
  primary key (storyboard_id, sha256)
) /*sqlite:without rowid*/;

create index asset_uses_of_picture on asset_uses (sha256);
