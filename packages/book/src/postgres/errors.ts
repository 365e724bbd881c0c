import { DatabaseError } from 'pg';
import { BookError, type BookErrorKind } from '../driver.ts';

/** SQLSTATEs that allow the same transaction again: deadlock, serialization, concurrent inserts of one key. */
const REPEATABLE: ReadonlySet<string> = new Set(['40P01', '40001', '23505']);

const CERTIFICATE_CODES: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Explanations by SQLSTATE or Node code, after `PostgreSQL at <place>`. */
const SENTENCES: Readonly<Record<string, readonly [BookErrorKind, string]>> = {
  '28P01': ['refused', 'does not accept the user or the password of DATABASE_URL.'],
  '28000': [
    'refused',
    'does not let this user in from here (pg_hba.conf), or wants another kind of connection (sslmode).',
  ],
  '3D000': ['refused', 'has no such database.'],
  '42501': ['refused', 'does not allow this user to do that: the user must own the schema of the book.'],
  '53100': ['away', 'has no room left on its disk.'],
  '53200': ['away', 'has no memory left.'],
  '53300': ['away', 'is out of connections: raise max_connections, or stop other clients.'],
  '25006': ['away', 'only lets us read: it is a standby, or was made read-only.'],
  '55P03': ['away', 'kept us waiting for a lock another client holds, longer than 5 s.'],
  '57014': ['away', 'took too long for a statement, longer than 10 s.'],
  '57P03': ['away', 'is starting up, shutting down or recovering.'],
  '25P03': ['away', 'ended our transaction because this process stood still in it.'],
  '57P01': ['away', 'was stopped by its administrator.'],
  '57P02': ['away', 'crashed and restarts.'],
  '58030': ['away', 'cannot read or write its disk.'],
  XX001: ['refused', 'says that its data is damaged.'],
  XX002: ['refused', 'says that an index is damaged: it must be built anew (REINDEX).'],
  ENOTFOUND: ['away', 'is not found: its host name is unknown.'],
  EAI_AGAIN: ['away', 'is not found: the name service does not answer.'],
  ECONNREFUSED: ['away', 'refuses connections: nothing listens on that port.'],
  ENOENT: ['away', 'has no socket there.'],
  EHOSTUNREACH: ['away', 'cannot be reached.'],
  ENETUNREACH: ['away', 'cannot be reached.'],
  ETIMEDOUT: ['away', 'does not answer.'],
};

/** Library errors without a code. */
const MESSAGES: readonly (readonly [RegExp, BookErrorKind, string])[] = [
  [/does not support SSL/, 'refused', 'does not speak TLS, which DATABASE_URL asks for (sslmode).'],
  [/SASL|password must be a string/i, 'refused', 'does not accept the user or the password of DATABASE_URL.'],
  [
    /timeout exceeded when trying to connect/,
    'away',
    'is out of connections: all of ours have been busy for 5 s.',
  ],
  [/connection timeout|timeout expired|read timeout/i, 'away', 'does not answer.'],
];

/** The code of an error from PostgreSQL or Node. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether to run the same transaction again at once. */
export function isRepeatable(error: unknown): boolean {
  return REPEATABLE.has(codeOf(error) ?? '');
}

/** Whether the server answered: it has rolled back, and the connection stays usable. */
export function isAnswer(error: unknown): boolean {
  return error instanceof DatabaseError && !/^(08|28|3D|57P|53|25P03|58|XX)/.test(error.code ?? '');
}

/** Whether an answer to COMMIT proves that nothing was committed; any other error leaves it open. */
export function isRolledBack(error: unknown): boolean {
  return /^(40|23)/.test(codeOf(error) ?? '');
}

/**
 * A readable error of the server, the network or the library, without secrets. Bugs such as wrong SQL stay the
 * original error.
 */
export function toError(error: unknown, place: string): Error {
  if (error instanceof BookError) return error;
  const explained = explain(error);
  if (explained === undefined) return error instanceof Error ? error : new Error(String(error));
  return new BookError(explained[0], `PostgreSQL at ${place} ${explained[1]}`, error);
}

/** The answer to a COMMIT was lost. */
export function commitUnknown(place: string, error?: unknown): BookError {
  return new BookError(
    'unknown',
    `PostgreSQL at ${place} did not say whether it committed: ask again.`,
    error,
  );
}

function explain(error: unknown): readonly [BookErrorKind, string] | undefined {
  const code = codeOf(error) ?? '';
  const known = SENTENCES[code];
  if (known !== undefined) return known;
  if (CERTIFICATE_CODES.has(code)) {
    return [
      'refused',
      `shows a certificate that is not trusted (${code}): name its authority with sslrootcert.`,
    ];
  }
  if (error instanceof RangeError || isAnswer(error)) return undefined;
  const message = error instanceof Error ? error.message : String(error);
  for (const [pattern, kind, sentence] of MESSAGES) if (pattern.test(message)) return [kind, sentence];
  return ['away', `broke the connection (${code === '' ? message : code}).`];
}
