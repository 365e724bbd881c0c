import type { RedisOptions } from 'ioredis';

/** `api`: fails fast, since a client waits. `worker`: waits with a limit, also on BullMQ's blocking connection. */
export type RedisRole = 'api' | 'worker';

type LimitedOptions = Omit<RedisOptions, 'replyMapping'>;

const CONNECT_TIMEOUT_MS = 2_000;
const LONGEST_RETRY_MS = 2_000;
const KEEP_ALIVE_MS = 5_000;
/** Minimum time between reconnects caused by an answer: if only replicas are left, reads still work. */
const RECONNECT_EVERY_MS = 3_000;
const API_COMMAND_MS = 2_000;
/** Longer than BullMQ's longest blocking command, 10 s, and its watchdog, 11 s. */
const WORKER_COMMAND_MS = 12_000;

/** Answers of a Redis that is no longer primary or not ready; older versions wrap them in a script error. */
const ELSEWHERE = /(?:^|[\s-])(READONLY|LOADING|MASTERDOWN|UNBLOCKED) /;

/**
 * Options of every Redis connection of a process. Each command and each silent socket times out. A former primary is
 * left for a new connection.
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
  };
}

/** True if another connection may reach the right server. */
function isElsewhere(error: Error): boolean {
  return ELSEWHERE.test(error.message);
}

function seldomReconnect(): (error: Error) => boolean {
  // Keyed by the options of a connection: duplicates inherit this function.
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
