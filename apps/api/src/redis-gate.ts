import { redisOutage, type RedisOutage } from '@cineflow/queue';

/** Access to Redis for facts that answers can do without. */
export interface RedisGate {
  /** The answer of Redis; null after a timeout, and at once during the pause that follows. */
  ask<Answer>(question: () => Promise<Answer>): Promise<Answer | null>;
  /** True during the pause after an outage. */
  isAway(): boolean;
  /** Cause of a recent failure, as a sentence; null without one. */
  cause(): string | null;
  /** A write succeeded: ends the outage. */
  wrote(): void;
  /** Reports an outage noticed elsewhere. */
  failed(error: unknown): void;
}

/** Timeout of one answer, and pause after a failure, ms. */
const LIMIT_MS = 2_000;
const REMEMBER_MS = 1_000;
/** How long the cause of an outage is reported, ms. */
const TELL_MS = 5_000;

/** Creates a gate with a timeout; `log` receives each outage once, and every bug. */
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
    // A Redis without writes still answers reads.
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
