import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RunningWorker } from './run-worker.ts';

/** Answers 0 to the leader from now on, else how long (ms) the lease of another one lasts. */
const TAKE_OR_RENEW = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return redis.call('PTTL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0`;

const GIVE_UP = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end`;

/** The jobs come every few seconds; a leader on which none began for so long is stalled, although its clock runs. */
const STALLED_MS = 30_000;

export interface LeaderSettings {
  prefix: string;
  /** Unique among all processes of the installation. */
  holder: string;
  /** How long after a leader died another one takes over. */
  leaseMs: number;
  onError: (error: Error) => void;
  /** Whether this process may lead now; absent: always. */
  mayLead?: () => boolean;
  /** Runs the jobs of the leader; has to call `heartbeat` whenever one of them begins. */
  start: (heartbeat: () => void) => readonly RunningWorker[];
}

/**
 * Lets one process at a time run the jobs that are few and come often: with every process waiting for them, each of
 * them wakes all. Leading is a lease. Two holders at once (one of them was frozen) do no harm, because every step
 * asks the book; what counts is that there is one: a dead holder is replaced after the lease, and so is one that
 * lives but runs no job.
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
  // Without a connection the lease ends by itself, and nobody waits for it here.
  if (redis.status !== 'ready') return;
  await redis.eval(GIVE_UP, 1, leaderKey(settings.prefix), settings.holder).catch(onError);
}

/** One look at the lease; answers the time (ms) until the next one. */
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

  async end(): Promise<void> {
    const running = this.#running;
    this.#running = [];
    await Promise.all(running.map((worker) => worker.close()));
  }
}

function leaderKey(prefix: string): string {
  return `${prefix}:leader`;
}
