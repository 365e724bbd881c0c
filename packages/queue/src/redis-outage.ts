import { redisRefusal } from './redis-refusal.ts';

/** Redis is unreachable or cannot serve. */
export interface RedisOutage {
  /** A sentence without secrets. */
  cause: string;
  /** True if reads still work. */
  isReadable: boolean;
}

/** Error codes of a Redis that cannot serve, and whether it is readable. Older versions wrap them in a script error. */
const SERVER: Readonly<Record<string, readonly [cause: string, isReadable: boolean]>> = {
  OOM: ['Redis is full: raise its maxmemory.', true],
  MISCONF: ['Redis cannot save to its disk, so it takes nothing.', true],
  READONLY: ['Redis is a read-only replica: REDIS_URL must lead to the primary.', true],
  UNBLOCKED: ['Redis became a replica of another server.', true],
  NOREPLICAS: ['Redis has fewer replicas than its min-replicas-to-write.', true],
  LOADING: ['Redis is loading its data.', false],
  MASTERDOWN: ['Redis is a replica that has lost its primary.', false],
  CLUSTERDOWN: ['The Redis cluster is down.', false],
  TRYAGAIN: ['The Redis cluster moves its keys.', false],
  BUSY: ['Redis is busy with a script.', false],
};
const SERVER_WORD = new RegExp(String.raw`(?:^|[\s-])(${Object.keys(SERVER).join('|')}) `);
/** Errors of our Redis client without a connection, or after a timeout. */
const CLIENT_MESSAGES = /Stream isn't writeable|Command timed out|Connection is closed|Socket timeout/;
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);

/** The outage behind an error; null for a bug of ours. */
export function redisOutage(error: unknown): RedisOutage | null {
  if (!(error instanceof Error)) return null;
  const refusal = redisRefusal(error);
  if (refusal !== null) return { cause: refusal, isReadable: false };
  const said = SERVER[SERVER_WORD.exec(error.message)?.[1] ?? ''];
  if (said !== undefined) return { cause: said[0], isReadable: said[1] };
  const { code } = error as { code?: unknown };
  const isSilent =
    error.name === 'MaxRetriesPerRequestError' ||
    (typeof code === 'string' && NETWORK_CODES.has(code)) ||
    CLIENT_MESSAGES.test(error.message);
  if (isSilent) return { cause: 'Redis does not answer.', isReadable: false };
  return redisOutage(error.cause);
}

/** BullMQ's message for each job whose lock expired during an outage; the job is taken over. */
const LOST_LOCK = /^(could not renew lock|Missing lock) for job /;

/** True for an outage of Redis and for its consequences per job. */
export function isOfOutage(error: Error): boolean {
  return redisOutage(error) !== null || LOST_LOCK.test(error.message);
}
