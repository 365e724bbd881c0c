import type { ClientBase } from 'pg';
import { BookError } from '../driver.ts';
import { codeOf } from './errors.ts';
import { FACTS_SQL, OLDEST_SERVER, type ServerFacts, toFacts, whyNotTrusted } from './facts.ts';
import { quoteName } from './translate.ts';

const LOCK_MAX_MS = 5_000;
export const STATEMENT_MAX_MS = 10_000;
/** The server ends a transaction whose process stops for this long, so that others continue. */
const IDLE_IN_TRANSACTION_MAX_MS = 5_000;

/**
 * Prepares a new connection and checks its server. Returns the identity of the server.
 * @throws BookError if the book must not be stored there
 */
export async function setUpSession(
  client: ClientBase,
  { schema, place }: { schema: string; place: string },
): Promise<string> {
  await checkVersion(client, place);
  await client.query(sessionSettings(schema));
  const facts = await askFacts(client);
  if (facts.isInRecovery) {
    throw new BookError('away', `PostgreSQL at ${place} is a standby: it is not, or not yet, the primary.`);
  }
  const reason = whyNotTrusted(facts);
  if (reason !== undefined) throw new BookError('refused', `PostgreSQL at ${place} ${reason}`);
  return facts.identity;
}

/** Reads version, role and settings of the server. */
export async function askFacts(client: ClientBase): Promise<ServerFacts> {
  // Only if permitted. The timeline also reveals a failover, but not every restore.
  const cluster = await client
    .query<{ id: string }>('select system_identifier::text as id from pg_control_system()')
    .catch((error: unknown) => {
      if (codeOf(error) === '42501' || codeOf(error) === '42883') return { rows: [] };
      throw error;
    });
  const { rows } = await client.query<Record<string, unknown>>(FACTS_SQL);
  return toFacts(rows[0] ?? {}, cluster.rows[0]?.id ?? '');
}

async function checkVersion(client: ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ version: number; name: string }>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as name`,
  );
  const [row] = rows;
  if (row !== undefined && row.version >= OLDEST_SERVER) return;
  throw new BookError(
    'refused',
    `PostgreSQL at ${place} is version ${row?.name}; the book needs 14 or newer.`,
  );
}

/**
 * Every query of the book reads a page or a row by an index. A server that has not counted a grown table yet would
 * rather read all of it, for each page.
 */
const UNINDEXED = [
  'enable_seqscan',
  'enable_bitmapscan',
  'enable_hashjoin',
  'enable_mergejoin',
  'enable_material',
  'jit',
];

function sessionSettings(schema: string): string {
  return [
    `set search_path to ${quoteName(schema)}`,
    `set lock_timeout = ${LOCK_MAX_MS}`,
    `set statement_timeout = ${STATEMENT_MAX_MS}`,
    `set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MAX_MS}`,
    `set standard_conforming_strings = on`,
    ...UNINDEXED.map((feature) => `set ${feature} = off`),
  ].join('; ');
}
