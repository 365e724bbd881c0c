import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { DriverKind } from './driver.ts';

/** One numbered file of `schema/`, in the words of one database. */
export interface Migration {
  version: number;
  name: string;
  /** The oldest schema a process may have been written for and still use the book after this step. */
  oldestReader: number;
  statements: string[];
}

/** The one row of `book_schema`. */
export interface FoundSchema {
  version: number;
  oldestReader: number;
}

/** What is to be done to the schema that was found; `found` is what it is afterwards. */
export type MigrationPlan =
  | { verdict: 'run'; migrations: Migration[]; found: FoundSchema }
  | { verdict: 'refused'; reason: string };

/** Table that says which schema the book has; it holds one row, absent in a new database. */
export const SCHEMA_TABLE =
  'create table if not exists book_schema (version bigint not null, oldest_reader bigint not null)';

const FOLDER = new URL('./schema/', import.meta.url);
const FILE_NAME = /^(\d{3})-[a-z0-9-]+\.sql$/;

/**
 * Reads the files `NNN-name.sql` in order. The content of comments that begin with `sqlite:` is for SQLite only. A line
 * `-- oldest reader: 7` says that processes written for an older schema must stop; without it the last one said holds.
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

/** The statements of a schema file, as one database takes them. */
export function statementsOf(text: string, kind: DriverKind): string[] {
  return text
    .replace(/\/\*\s*sqlite:([\s\S]*?)\*\//g, (_all, own: string) => (kind === 'sqlite' ? own : ''))
    .replace(/^[ \t]*--.*$/gm, '')
    .split(/;[ \t]*(?:--.*)?$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** Decides what to do with the schema that was found; undefined is a new database. */
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

/** Why a process written for the schema `ours` must not touch a book that was changed by a newer version. */
export function tooNew(found: FoundSchema, ours: number): string {
  return (
    `The book has schema ${found.version}, which needs a CineFlow that knows schema ${found.oldestReader}; ` +
    `this one knows ${ours}. Start the newer version.`
  );
}
