import { redisRefusal } from '@cineflow/queue';

/** What our Redis client says when it has no connection, or gives a command up. */
const CLIENT_MESSAGES = /Stream isn't writeable|Command timed out|Connection is closed|Socket timeout/;
/** What a Redis says that is there but cannot serve: loading, full, its disk full, a replica. */
const SERVER_MESSAGES = /^(LOADING|OOM|MISCONF|READONLY|CLUSTERDOWN|TRYAGAIN|BUSY|MASTERDOWN)\b/;
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);

/** True for an error that says "Redis is not there", as opposed to a mistake of ours. */
export function isRedisOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (error.name === 'MaxRetriesPerRequestError') return true;
  if (typeof code === 'string' && NETWORK_CODES.has(code)) return true;
  if (redisRefusal(error) !== null) return true;
  if (CLIENT_MESSAGES.test(error.message) || SERVER_MESSAGES.test(error.message)) return true;
  return isRedisOutage(error.cause);
}
