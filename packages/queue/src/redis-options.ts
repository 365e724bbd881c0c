import type { RedisOptions } from 'ioredis';

/** `api`: fails fast, a client waits. `worker`: waits, with a limit, also for the twin that BullMQ blocks on. */
export type RedisRole = 'api' | 'worker';

/** With what BullMQ reads beside. */
type LimitedOptions = Omit<RedisOptions, 'replyMapping'> & { skipVersionCheck?: boolean };

const CONNECT_TIMEOUT_MS = 2_000;
const LONGEST_RETRY_MS = 2_000;
const KEEP_ALIVE_MS = 5_000;
/** How often one connection may be given up for an answer: where only replicas are left, reads still work. */
const RECONNECT_EVERY_MS = 3_000;
const API_COMMAND_MS = 2_000;
/** Over the longest blocking command of BullMQ, 10 s, and over its own watchdog, 11 s. */
const WORKER_COMMAND_MS = 12_000;

/** What a Redis says that has handed its work to another one, or is not ready for it; older ones say it in a script. */
const ELSEWHERE = /(?:^|[\s-])(READONLY|LOADING|MASTERDOWN|UNBLOCKED) /;

/**
 * The options of every Redis connection of a process: each command and each silent socket has an end, and a server
 * that is no longer the primary is left for a new connection.
 */
export function redisOptions(role: RedisRole): LimitedOptions {
  const common: LimitedOptions = {
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepAlive: KEEP_ALIVE_MS,
    retryStrategy: (times) => Math.min(times * 100, LONGEST_RETRY_MS),
    reconnectOnError: seldomReconnect(),
  };
  if (role === 'worker') {
    return {
      ...common,
      maxRetriesPerRequest: null,
      commandTimeout: WORKER_COMMAND_MS,
      socketTimeout: WORKER_COMMAND_MS + 1_000,
    };
  }
  return {
    ...common,
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: API_COMMAND_MS,
    socketTimeout: 3 * API_COMMAND_MS,
    // A queue whose one question for the version failed is dead for good; the workers check the version.
    skipVersionCheck: true,
  };
}

/** True for an answer after which another connection may lead to the right server. */
function isElsewhere(error: Error): boolean {
  return ELSEWHERE.test(error.message);
}

function seldomReconnect(): (error: Error) => boolean {
  // By connection, which ioredis tells by its options: twins inherit this function.
  const reconnectedAt = new WeakMap<object, number>();
  const shared = {};
  return function reconnectOnError(this: unknown, error: Error): boolean {
    if (!isElsewhere(error)) return false;
    const connection = typeof this === 'object' && this !== null ? this : shared;
    const now = performance.now();
    if (now - (reconnectedAt.get(connection) ?? -Infinity) < RECONNECT_EVERY_MS) return false;
    reconnectedAt.set(connection, now);
    return true;
  };
}
