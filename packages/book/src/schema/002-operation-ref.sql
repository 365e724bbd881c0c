-- Requests are written in new words from here on: an older process would misread them.
-- oldest reader: 2

-- What a poll needs beside the id, JSON as text. A link says from now on whether it needs the key: it is asked for again.
alter table operations add column operation_ref text;
alter table takes add column operation_ref text;
update takes set link = null where link is not null;
