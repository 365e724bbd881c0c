import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Driver } from '../src/driver.ts';
import { readMigrations, SCHEMA_TABLE } from '../src/migrations.ts';
import { procedures as ours } from '../src/procedures/registry.ts';
import type { Procedure, Row, SqlValue, Steps } from '../src/sql/procedure.ts';

/** Procedures by name, with their types forgotten: a mutant brings its own. */
export type AnyRegistry = Readonly<Record<string, { run: Procedure<never, unknown>; writes: boolean }>>;

/** A book in the memory of this thread, and what a test does to it directly. */
export interface MemoryBook {
  driver: Driver;
  sql: (text: string, ...values: SqlValue[]) => Row[];
}

/** Opens a book in memory; nothing of it is kept. */
export async function openMemory(
  options: { registry?: AnyRegistry; schema?: URL; now?: () => number } = {},
): Promise<MemoryBook> {
  const { schema, now = Date.now } = options;
  const registry: AnyRegistry = options.registry ?? ours;
  const db = new DatabaseSync(':memory:');
  const migrations = await readMigrations('sqlite', schema);
  db.exec(SCHEMA_TABLE);
  for (const text of migrations.flatMap(({ statements }) => statements)) db.exec(text);
  db.prepare('insert into book_schema (version, oldest_reader) values (?, 1)').run(migrations.length);
  const kept = new Map<string, StatementSync>();
  const sql = (text: string, ...values: SqlValue[]): Row[] => {
    const statement = kept.get(text) ?? db.prepare(text);
    kept.set(text, statement);
    return statement.all(...values.map(toBound)) as Row[];
  };
  const run = async (name: string, args: unknown): Promise<unknown> => {
    const procedure = registry[name];
    if (procedure === undefined) throw new Error(`The book has no procedure ${name}`);
    const at = (args as { at?: unknown }).at;
    db.exec(procedure.writes ? 'begin immediate' : 'begin');
    try {
      const given = structuredClone(args) as never;
      const reply = runSteps(sql, procedure.run(given, { now: typeof at === 'number' ? at : now() }));
      db.exec('commit');
      return structuredClone(reply);
    } catch (error) {
      db.exec('rollback');
      throw error;
    }
  };
  const health = { driver: 'sqlite' as const, ok: true, place: 'memory', warnings: [] };
  return {
    sql,
    driver: {
      kind: 'sqlite',
      write: run,
      read: run,
      health: async () => health,
      backup: () => Promise.reject(new Error('A book in memory has no backup')),
      close: async () => db.close(),
    },
  };
}

function runSteps<Reply>(sql: MemoryBook['sql'], steps: Steps<Reply>): Reply {
  let step = steps.next();
  while (step.done !== true) {
    const { text, values, isForPostgres } = step.value;
    step = steps.next(isForPostgres ? [] : sql(text, ...values));
  }
  return step.value;
}

/** As the thread binds them: node would bind every number as a floating one. */
function toBound(value: SqlValue): bigint | SqlValue {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
}
