import { BookError, type BookHealth, type Driver } from '../driver.ts';
import { backUp } from './backup.ts';
import { Connections } from './connections.ts';
import { toError } from './errors.ts';
import { type ServerFacts, warningsOf, whyNotTrusted } from './facts.ts';
import { migrate } from './migrate.ts';
import { natives } from './natives.ts';
import { askFacts } from './session.ts';
import { type AnyProcedure, type Native, Transactions } from './transaction.ts';

const CONNECTIONS_MAX = 10;
/** PostgreSQL truncates longer names, so two books could become one. */
const NAME_MAX_BYTES = 63;

/** Procedures by name. */
export type Registry = Readonly<Record<string, AnyProcedure>>;

export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`, with sslmode and the like. */
  url: string;
  /** Schema of the tables, created if missing: the prefix of this installation. */
  schema: string;
  /** Receives recommended changes, as sentences. */
  log?: ((line: string) => void) | undefined;
  /** Replaces the procedures of the book; for tests. */
  registry?: Registry | undefined;
  /** Statements that replace procedures of the registry. Default: those of the book, or none with another registry. */
  natives?: Readonly<Record<string, Native>> | undefined;
  /**
   * Called when another server or timeline answers: it may lack acknowledged commits. It runs before any query; the
   * triggering call rejects.
   */
  onServerChange?: (() => void) | undefined;
  /** Maximum number of connections; default 10. */
  connections?: number | undefined;
}

/**
 * Opens the book in PostgreSQL and migrates it. @throws BookError with one sentence, `refused` if waiting does not
 * help
 */
export async function openPostgres(options: PostgresOptions): Promise<Driver> {
  const { url, schema, log = () => {}, onServerChange = () => {} } = options;
  checkName(schema);
  const registry = options.registry ?? (await bookProcedures());
  const own = options.natives ?? (options.registry === undefined ? natives : {});
  const max = options.connections ?? CONNECTIONS_MAX;
  const connections = new Connections({ url, schema, max, onServerChange });
  try {
    const facts = await connections.use((client) => askFacts(client));
    for (const warning of warningsOf(facts)) log(warning);
    await migrate(connections, schema);
  } catch (error) {
    await connections.close();
    throw error;
  }
  const transactions = new Transactions(connections);
  const run = (name: string, args: unknown): Promise<unknown> => {
    const native = own[name];
    if (native !== undefined) return transactions.runNative(native, args);
    const procedure = registry[name];
    if (procedure === undefined) throw new Error(`The book has no procedure ${name}`);
    return transactions.run(procedure, args);
  };
  return {
    kind: 'postgres',
    write: async (name, args) => run(name, args),
    read: async (name, args) => run(name, args),
    health: () => health(connections, schema),
    backup: (path) => backUp({ url, schema, place: connections.place }, path),
    close: () => connections.close(),
  };
}

/** Not loaded if a test brings its own procedures. */
async function bookProcedures(): Promise<Registry> {
  const { procedures } = await import('../procedures/registry.ts');
  return procedures;
}

async function health(connections: Connections, schema: string): Promise<BookHealth> {
  const { place } = connections;
  try {
    const { facts, sizeBytes } = await connections.use(async (client) => ({
      facts: await askFacts(client),
      sizeBytes: await sizeOf(client, schema),
    }));
    const reason = reasonOf(facts);
    const warnings = warningsOf(facts);
    if (reason === undefined) return { driver: 'postgres', ok: true, place, sizeBytes, warnings };
    return {
      driver: 'postgres',
      ok: false,
      reason: `PostgreSQL at ${place} ${reason}`,
      place,
      sizeBytes,
      warnings,
    };
  } catch (error) {
    return { driver: 'postgres', ok: false, reason: toError(error, place).message, place, warnings: [] };
  }
}

function reasonOf(facts: ServerFacts): string | undefined {
  return facts.isInRecovery ? 'is a standby now.' : whyNotTrusted(facts);
}

interface Asks {
  query: (text: string, values: string[]) => Promise<{ rows: { size: number }[] }>;
}

async function sizeOf(client: Asks, schema: string): Promise<number> {
  const { rows } = await client.query(
    `select coalesce(sum(pg_total_relation_size(c.oid)), 0) as size from pg_class c
     join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind = 'r'`,
    [schema],
  );
  return rows[0]?.size ?? 0;
}

function checkName(schema: string): void {
  const bytes = Buffer.byteLength(schema);
  if (bytes > 0 && bytes <= NAME_MAX_BYTES && !schema.startsWith('pg_') && !schema.includes('\0')) return;
  const rule = `1 to ${NAME_MAX_BYTES} bytes, not beginning with "pg_"`;
  throw new BookError(
    'refused',
    `"${schema}" cannot be the name of a schema of PostgreSQL: it must have ${rule}.`,
  );
}
