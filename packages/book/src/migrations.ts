import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { DriverKind } from './driver.ts';

/** One numbered file of `schema/` in the dialect of one database. */
export interface Migration {
  version: number;
  name: string;
  /** Oldest schema version whose processes may still use the book after this migration. */
  oldestReader: number;
  statements: string[];
}

/** The one row of `book_schema`. */
export interface FoundSchema {
  version: number;
  oldestReader: number;
}

/** The migrations to run; `found` is the schema afterwards. */
export type MigrationPlan =
  | { verdict: 'run'; migrations: Migration[]; found: FoundSchema }
  | { verdict: 'refused'; reason: string };

/** Table with the schema version; one row, none in a new database. */
export const SCHEMA_TABLE =
  'create table if not exists book_schema (version bigint not null, oldest_reader bigint not null)';

const FOLDER = new URL('./schema/', import.meta.url);
const FILE_NAME = /^(\d{3})-[a-z0-9-]+\.sql$/;

/**
 * Reads the files `NNN-name.sql` in order. Comments that begin with `sqlite:` are executed by SQLite only.
 * `-- oldest reader: 7` stops processes of older schemas; without it the previous value stays.
 */
export async function readMigrations(kind: DriverKind, folder: URL = FOLDER): Promise<Migration[]> {
  const names = (await readdir(fileURLToPath(folder))).filter((name) => name.endsWith('.sql')).sort();
  let oldestReader = 1;
  const migrations: Migration[] = [];
  for (const [index, name] of names.entries()) {
    const version = Number(FILE_NAME.exec(name)?.[1]);
    if (version !== index + 1) throw new Error(`${name} is not the migration ${index + 1}`);
    const text = await readFile(new URL(name, folder), 'utf8');
    oldestReader = Number(/^-- oldest reader: (\d+)$/m.exec(text)?.[1] ?? oldestReader);
    migrations.push({ version, name, oldestReader, statements: statementsOf(text, kind) });
  }
  return migrations;
}

/** The statements of a schema file for one database. */
export function statementsOf(text: string, kind: DriverKind): string[] {
  return text
    .replace(/\/\*\s*sqlite:([\s\S]*?)\*\//g, (_all, own: string) => (kind === 'sqlite' ? own : ''))
    .replace(/^[ \t]*--.*$/gm, '')
    .split(/;[ \t]*(?:--.*)?$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** Decides which migrations to run; undefined is a new database. */
export function planMigration(found: FoundSchema | undefined, ours: readonly Migration[]): MigrationPlan {
  const last = ours.at(-1);
  if (last === undefined) throw new Error('There are no migrations');
  if (found !== undefined && found.oldestReader > last.version) {
    return { verdict: 'refused', reason: tooNew(found, last.version) };
  }
  const migrations = ours.filter(({ version }) => version > (found?.version ?? 0));
  const { version, oldestReader } = migrations.at(-1) ?? found ?? last;
  return { verdict: 'run', migrations, found: { version, oldestReader } };
}

/** Error text for a process of schema `ours` that meets an incompatible newer book. */
export function tooNew(found: FoundSchema, ours: number): string {
  return (
    `The book has schema ${found.version}, which needs a CineFlow that knows schema ${found.oldestReader}; ` +
    `this one knows ${ours}. Start the newer version.`
  );
}
