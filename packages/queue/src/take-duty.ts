import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RunningWorker } from './run-worker.ts';

/** Answers 0 to whoever is on duty from now on, else how long (ms) the duty of another one lasts. */
const TAKE_OR_RENEW = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return redis.call('PTTL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0`;

const GIVE_UP = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end`;

/** The jobs come every few seconds; a holder on which none began for so long is deaf, although its clock runs. */
const DEAF_MS = 30_000;

export interface DutySettings {
  prefix: string;
  /** Unique among all processes of the installation. */
  holder: string;
  /** So long after a holder died another one takes over. */
  leaseMs: number;
  onError: (error: Error) => void;
  /** Whether this process may be on duty now; absent: always. */
  mayHold?: () => boolean;
  /** Runs the jobs of the duty; has to call `beat` whenever one of them begins. */
  start: (beat: () => void) => readonly RunningWorker[];
}

/**
 * Lets one process at a time run the jobs that are few and come often: with every process waiting for them, each of
 * them wakes all. The duty is a lease. Two holders at once (one of them was frozen) do no harm, because every step
 * asks the ledger; what counts is that there is one: a dead holder is replaced after the lease, and so is one that
 * lives but runs no job.
 */
export function takeDuty(redis: Redis, settings: DutySettings): RunningWorker {
  const stopping = new AbortController();
  const watching = watch(redis, settings, stopping.signal);
  return {
    close: async () => {
      stopping.abort();
      await watching;
    },
  };
}

async function watch(redis: Redis, settings: DutySettings, signal: AbortSignal): Promise<void> {
  const { leaseMs, onError } = settings;
  const shift = new Shift(settings);
  while (!signal.aborted) {
    const waitMs = await look(redis, settings, shift).catch((error: unknown) => {
      onError(error as Error);
      return leaseMs / 3;
    });
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
  await shift.end();
  // Without a connection the lease ends by itself, and nobody waits for it here.
  if (redis.status !== 'ready') return;
  await redis.eval(GIVE_UP, 1, dutyKey(settings.prefix), settings.holder).catch(onError);
}

/** One look at the duty; answers the time (ms) until the next one. */
async function look(redis: Redis, settings: DutySettings, shift: Shift): Promise<number> {
  const { leaseMs, holder } = settings;
  const key = dutyKey(settings.prefix);
  if (settings.mayHold?.() === false) {
    await shift.end();
    await redis.eval(GIVE_UP, 1, key, holder);
    return leaseMs;
  }
  if (shift.isDeaf) {
    void shift.end().catch(settings.onError);
    await redis.eval(GIVE_UP, 1, key, holder);
    settings.onError(new Error('no job began here for too long: the duty goes to another worker'));
    return leaseMs;
  }
  const othersMs = Number(await redis.eval(TAKE_OR_RENEW, 1, key, holder, Math.round(leaseMs)));
  if (othersMs === 0) {
    shift.begin();
    return leaseMs / 3;
  }
  await shift.end();
  return Math.min(leaseMs / 2, Math.max(20, othersMs));
}

/** The jobs of the duty while this process is on it. */
class Shift {
  readonly #settings: DutySettings;
  #running: readonly RunningWorker[] = [];
  #beatAt = 0;

  constructor(settings: DutySettings) {
    this.#settings = settings;
  }

  get isDeaf(): boolean {
    return this.#running.length > 0 && performance.now() - this.#beatAt > DEAF_MS;
  }

  begin(): void {
    if (this.#running.length > 0) return;
    this.#beatAt = performance.now();
    this.#running = this.#settings.start(() => (this.#beatAt = performance.now()));
  }

  async end(): Promise<void> {
    const running = this.#running;
    this.#running = [];
    await Promise.all(running.map((worker) => worker.close()));
  }
}

function dutyKey(prefix: string): string {
  return `${prefix}:duty`;
}
