import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { BookError } from '../driver.ts';
import {
  type FoundSchema,
  type Migration,
  planMigration,
  readMigrations,
  SCHEMA_TABLE,
} from '../migrations.ts';
import type { Connections } from './connections.ts';
import { quoteName } from './translate.ts';

/** Wait for another process that migrates, ms. */
const LOCK_MAX_MS = 60_000;

const FUNCTIONS = new URL('./', import.meta.url);

/**
 * Compares text by bytes. Otherwise an update of the system's collation library could corrupt an index, even that of
 * the licences.
 */
const COLLATE = `
  do $$ declare found record; begin
    for found in
      select c.oid::regclass as owner, a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = (select oid from pg_namespace where nspname = current_schema()) and c.relkind = 'r' and a.attnum > 0
        and not a.attisdropped and a.atttypid = 'text'::regtype and a.attcollation <> '"C"'::regcollation
    loop
      execute format('alter table %s alter column %I type text collate "C"', found.owner, found.name);
    end loop;
  end $$`;

/**
 * Migrates the schema, all or nothing, one process at a time. @throws BookError `refused` for an incompatible newer
 * schema
 */
export async function migrate(connections: Connections, schema: string, folder?: URL): Promise<void> {
  const ours = await readMigrations('postgres', folder);
  const functions = await readFunctions();
  await connections.useAlone(async (client) => {
    await client.query(`begin; set local lock_timeout = ${LOCK_MAX_MS}`);
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`cineflow:${schema}`]);
    await bringUp(client, { schema, ours, functions });
    await client.query('commit');
  });
}

async function bringUp(
  client: Client,
  { schema, ours, functions }: { schema: string; ours: Migration[]; functions: string[] },
): Promise<void> {
  // An existing schema needs no right to create one.
  const { rows } = await client.query('select 1 from pg_namespace where nspname = $1', [schema]);
  if (rows.length === 0) await client.query(`create schema ${quoteName(schema)}`);
  const found = await foundSchema(client);
  const plan = planMigration(found, ours);
  if (plan.verdict === 'refused') throw new BookError('refused', plan.reason);
  for (const { statements } of plan.migrations)
    for (const statement of statements) await client.query(statement);
  if (plan.migrations.length > 0) {
    await client.query(COLLATE);
    await client.query('delete from book_schema');
    const { version, oldestReader } = plan.found;
    await client.query('insert into book_schema (version, oldest_reader) values ($1, $2)', [
      version,
      oldestReader,
    ]);
  }
  // A newer version has its own functions, which are compatible.
  if (plan.found.version > (ours.at(-1)?.version ?? 0)) return;
  for (const text of functions) await client.query(text);
}

async function foundSchema(client: Client): Promise<FoundSchema | undefined> {
  await client.query(SCHEMA_TABLE);
  const { rows } = await client.query<{ version: number; oldest_reader: number }>(
    'select * from book_schema',
  );
  const [row] = rows;
  return row && { version: row.version, oldestReader: row.oldest_reader };
}

async function readFunctions(): Promise<string[]> {
  const names = (await readdir(fileURLToPath(FUNCTIONS))).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map((name) => readFile(new URL(name, FUNCTIONS), 'utf8')));
}
