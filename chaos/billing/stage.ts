import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  freePort,
  startApi,
  startPrivateRedis,
  startSandboxProcess,
  startWorker,
  type PrivateRedis,
  type RunningProcess,
  type RunningServer,
} from '@cineflow/testkit';
import { chaosEnvironment } from '../harness/patch.ts';
import { archivePatches } from './archive-patches.ts';
import { TIMES, type BillingPlan } from './billing-plan.ts';
import { MUTANTS, STALL_PATCH } from './mutants.ts';

/** A place for one process: what it is, the process that fills it now, and how to fill it again. */
export interface Slot {
  name: string;
  process: RunningProcess;
  start: () => Promise<RunningProcess>;
  /** A blow is being dealt to it. */
  busy: boolean;
}

/** The product as processes, a Redis and a provider of its own. */
export interface BillingStage extends AsyncDisposable {
  redis: PrivateRedis;
  /** A blow is being dealt to Redis. */
  redisBusy: boolean;
  sandbox: RunningServer;
  api: Slot;
  workers: Slot[];
  apiUrl: string;
  directory: string;
  /** How often an event loop was stopped by us. */
  stalls: () => number;
}

const KEY = 'chaos-key';

/** Starts everything. Redis answers no write before it is on the disk. */
export async function setBillingStage(plan: BillingPlan, directory: string): Promise<BillingStage> {
  const redis = await startPrivateRedis({ appendonly: true });
  const sandbox = await startSandboxProcess({
    SANDBOX_API_KEY: KEY,
    SANDBOX_SEED: String(plan.seed),
    SANDBOX_BILL_FILE: join(directory, 'bill.jsonl'),
    SANDBOX_RENDER_MS: '200-900',
    SANDBOX_LIMIT: '25',
    SANDBOX_LATE_MS: String(TIMES.lateMs),
    SANDBOX_LIST_LAG_MS: String(TIMES.listLagMs),
    SANDBOX_HANG_MAX_MS: '4000',
  });
  let stalls = 0;
  const onLine = (line: string): void => {
    if (process.env['CHAOS_LOG']) appendFileSync(process.env['CHAOS_LOG'], `${line}\n`);
    if (line.startsWith('{"chaos":"stall"')) stalls += 1;
  };
  const port = await freePort();
  const env = productEnvironment(redis.url, sandbox.url, directory);
  const archive = archivePatches(TIMES.rotateMs, TIMES.rotateMs / 2);
  const patches = [...archive, ...(plan.mutant === null ? [] : MUTANTS[plan.mutant])];
  const api = await slot('api', () =>
    startApi({ ...env, ...chaosEnvironment(patches), PORT: String(port) }, onLine),
  );
  const workers: Slot[] = [];
  for (let index = 0; index < plan.workers; index += 1) {
    const own = chaosEnvironment([...patches, STALL_PATCH], {
      CHAOS_STALL: JSON.stringify({ ...plan.stall, seed: plan.seed + index }),
      // BullMQ plans its delays by the worker's clock, so more than a few seconds would only stop the queue.
      CHAOS_CLOCK_MS: String((index - 1) * 1500),
    });
    workers.push(await slot(`worker ${index}`, () => startWorker({ ...env, ...own }, onLine)));
  }
  return {
    redis,
    redisBusy: false,
    sandbox,
    api,
    workers,
    apiUrl: `http://127.0.0.1:${port}`,
    directory,
    stalls: () => stalls,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([api, ...workers].map(({ process }) => process.kill('SIGKILL')));
      await sandbox.kill('SIGKILL');
      await redis.stop();
    },
  };
}

async function slot(name: string, start: () => Promise<RunningProcess>): Promise<Slot> {
  return { name, process: await start(), start, busy: false };
}

function productEnvironment(redisUrl: string, sandboxUrl: string, directory: string): Record<string, string> {
  return {
    REDIS_URL: redisUrl,
    CINEFLOW_PREFIX: 'chaos',
    OUTPUT_DIR: join(directory, 'films'),
    SORA_API_KEY: KEY,
    SORA_BASE_URL: `${sandboxUrl}/v1`,
    MAX_CONCURRENT_TASKS: '20',
    CINEFLOW_STALL_MS: String(TIMES.stallMs),
    CINEFLOW_SUBMIT_TIMEOUT_MS: String(TIMES.submitTimeoutMs),
    CINEFLOW_SETTLE_MS: String(TIMES.settleMs),
    CINEFLOW_COOLDOWN_MS: '500',
    CINEFLOW_RECOVERY_STEP_MS: '100',
    CINEFLOW_TRIP_AFTER: '4',
    CINEFLOW_POLL_MAX_MS: '1000',
  };
}
