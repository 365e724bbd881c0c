import { isRedisOutage } from './problems/is-redis-outage.ts';

/** The way to Redis for everything an answer can do without. */
export interface RedisGate {
  /** What Redis says; null where it does not say it in time, and at once for a moment after that. */
  ask<Answer>(question: () => Promise<Answer>): Promise<Answer | null>;
  /** True while an outage is remembered. */
  isAway(): boolean;
  /** Remembers an outage that was met elsewhere. */
  failed(error: unknown): void;
}

/** Longest wait for one answer, and how long a failure is remembered, ms. */
const LIMIT_MS = 2_000;
const REMEMBER_MS = 1_000;

/** A gate that is told how long to wait; `log` hears of each outage once, and of every mistake of ours. */
export function createRedisGate(
  log: (error: unknown, isOutage: boolean) => void,
  { limitMs = LIMIT_MS, rememberMs = REMEMBER_MS } = {},
): RedisGate {
  let awayUntil = 0;
  const isAway = (): boolean => performance.now() < awayUntil;
  const failed = (error: unknown): void => {
    const isOutage = isRedisOutage(error);
    if (!isOutage || !isAway()) log(error, isOutage);
    if (isOutage) awayUntil = performance.now() + rememberMs;
  };
  return {
    isAway,
    failed,
    ask: async (question) => {
      if (isAway()) return null;
      try {
        return await within(question(), limitMs);
      } catch (error) {
        failed(error);
        return null;
      }
    },
  };
}

async function within<Answer>(answer: Promise<Answer>, limitMs: number): Promise<Answer> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('Command timed out')), limitMs);
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
