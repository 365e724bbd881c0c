create table keys (
  key text primary key,
  owner text not null
) /*sqlite:without rowid*/;
