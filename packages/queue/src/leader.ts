import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RunningWorker } from './run-worker.ts';

/** Returns 0 to the leader, else the remaining lease of another one, ms. */
const TAKE_OR_RENEW = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return redis.call('PTTL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0`;

const GIVE_UP = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end`;

/** Jobs arrive every few seconds. A leader without one for this long is stalled, even if it renews its lease. */
const STALLED_MS = 30_000;
/** How often a leader tends what the jobs depend on, ms. */
const TEND_MS = 10_000;

export interface LeaderSettings {
  prefix: string;
  /** Unique among all processes of the installation. */
  holder: string;
  /** Takeover time after a leader died. */
  leaseMs: number;
  onError: (error: Error) => void;
  /** Whether this process may lead; default: always. */
  mayLead?: () => boolean;
  /** Done now and then while this process leads, by a plain timer: it also helps where no job runs. */
  tend?: () => Promise<void>;
  /** Starts the jobs of the leader; must call `heartbeat` at the start of each job. */
  start: (heartbeat: () => void) => readonly RunningWorker[];
}

/**
 * Runs the few, frequent jobs in one process at a time. If all processes waited for them, each job would wake all.
 * Leadership is a lease. Two leaders at once do no harm, because every step asks the book. A leader that died or runs
 * no job is replaced after the lease.
 */
export function runLeader(redis: Redis, settings: LeaderSettings): RunningWorker {
  const stopping = new AbortController();
  const watching = watch(redis, settings, stopping.signal);
  return {
    close: async () => {
      stopping.abort();
      await watching;
    },
  };
}

async function watch(redis: Redis, settings: LeaderSettings, signal: AbortSignal): Promise<void> {
  const { leaseMs, onError } = settings;
  const term = new Term(settings);
  while (!signal.aborted) {
    const waitMs = await look(redis, settings, term).catch((error: unknown) => {
      onError(error as Error);
      return leaseMs / 3;
    });
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
  await term.end();
  // Without a connection the lease expires by itself; do not wait for it.
  if (redis.status !== 'ready') return;
  await redis.eval(GIVE_UP, 1, leaderKey(settings.prefix), settings.holder).catch(onError);
}

/** Checks the lease once; returns the delay of the next check, ms. */
async function look(redis: Redis, settings: LeaderSettings, term: Term): Promise<number> {
  const { leaseMs, holder } = settings;
  const key = leaderKey(settings.prefix);
  if (settings.mayLead?.() === false) {
    await term.end();
    await redis.eval(GIVE_UP, 1, key, holder);
    return leaseMs;
  }
  if (term.isStalled) {
    void term.end().catch(settings.onError);
    await redis.eval(GIVE_UP, 1, key, holder);
    settings.onError(new Error('no job began here for too long: another worker leads'));
    return leaseMs;
  }
  const othersMs = Number(await redis.eval(TAKE_OR_RENEW, 1, key, holder, Math.round(leaseMs)));
  if (othersMs === 0) {
    term.begin();
    await term.tend();
    return leaseMs / 3;
  }
  await term.end();
  return Math.min(leaseMs / 2, Math.max(20, othersMs));
}

/** The jobs of the leader while this process leads. */
class Term {
  readonly #settings: LeaderSettings;
  #running: readonly RunningWorker[] = [];
  #heartbeatAt = 0;
  #tendAt = 0;

  constructor(settings: LeaderSettings) {
    this.#settings = settings;
  }

  get isStalled(): boolean {
    return this.#running.length > 0 && performance.now() - this.#heartbeatAt > STALLED_MS;
  }

  begin(): void {
    if (this.#running.length > 0) return;
    this.#heartbeatAt = performance.now();
    this.#running = this.#settings.start(() => (this.#heartbeatAt = performance.now()));
  }

  async tend(): Promise<void> {
    if (performance.now() < this.#tendAt) return;
    this.#tendAt = performance.now() + TEND_MS;
    await this.#settings.tend?.();
  }

  async end(): Promise<void> {
    const running = this.#running;
    this.#running = [];
    await Promise.all(running.map((worker) => worker.close()));
  }
}

function leaderKey(prefix: string): string {
  return `${prefix}:leader`;
}
