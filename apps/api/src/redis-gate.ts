import { redisOutage, type RedisOutage } from '@cineflow/queue';

/** The way to Redis for everything an answer can do without. */
export interface RedisGate {
  /** What Redis says; null where it does not say it in time, and at once for a moment after that. */
  ask<Answer>(question: () => Promise<Answer>): Promise<Answer | null>;
  /** True while an outage is remembered. */
  isAway(): boolean;
  /** Why Redis lately did not do what it was asked, in a sentence; null where it did. */
  cause(): string | null;
  /** A write was done: what was in its way is over. */
  wrote(): void;
  /** Remembers an outage that was met elsewhere. */
  failed(error: unknown): void;
}

/** Longest wait for one answer, and how long a failure is remembered, ms. */
const LIMIT_MS = 2_000;
const REMEMBER_MS = 1_000;
/** How long the cause of an outage is told after it was met last, ms. */
const TELL_MS = 5_000;

/** A gate that is told how long to wait; `log` hears of each outage once, and of every mistake of ours. */
export function createRedisGate(
  log: (error: unknown, isOutage: boolean) => void,
  { limitMs = LIMIT_MS, rememberMs = REMEMBER_MS } = {},
): RedisGate {
  let awayUntil = 0;
  let loggedUntil = 0;
  let last: (RedisOutage & { at: number }) | undefined;
  const isAway = (): boolean => performance.now() < awayUntil;
  const failed = (error: unknown): void => {
    const outage = redisOutage(error);
    const now = performance.now();
    if (outage === null || now >= loggedUntil) log(error, outage !== null);
    if (outage === null) return;
    loggedUntil = now + rememberMs;
    last = { ...outage, at: now };
    // One that takes no writes still answers questions.
    if (!outage.isReadable) awayUntil = now + rememberMs;
  };
  return {
    isAway,
    failed,
    cause: () => (last && performance.now() - last.at < TELL_MS ? last.cause : null),
    wrote: () => void (last = undefined),
    ask: async (question) => {
      if (isAway()) return null;
      try {
        const answer = await within(question(), limitMs);
        if (last?.isReadable === false) last = undefined;
        return answer;
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
