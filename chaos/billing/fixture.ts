import { appendFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  freePort,
  startApi,
  startSandboxProcess,
  startTcpProxy,
  startWorker,
  type RunningProcess,
  type RunningServer,
  type TcpProxy,
} from '@cineflow/testkit';
import { chaosEnvironment, type Patch } from '../harness/patch.ts';
import { POLLS_PER_SECOND, TIMES, type BillingPlan } from './billing-plan.ts';
import { accountsEnvironment } from './families.ts';
import type { BookPlace } from './book-place.ts';
import { mutantPatches, STALLS, STOP_PATCHES } from './mutants.ts';
import { createPeople, type People } from './people.ts';
import { setPostgres } from './postgres-place.ts';
import { setRedis, type RedisPlace } from './redis-place.ts';
import { setSqlite } from './sqlite-place.ts';

/** A restartable process: its kind, the running instance, and how to start it. */
export interface Slot {
  name: string;
  process: RunningProcess;
  start: () => Promise<RunningProcess>;
  /** File that stops the process in its next transaction. */
  stopFile: string;
  /** File with the next jump of its clock. */
  jumpFile: string;
  /** A fault is being injected. */
  busy: boolean;
}

/** The product as processes, with its own Redis, book and provider. */
export interface BillingFixture extends AsyncDisposable {
  redis: RedisPlace;
  book: BookPlace;
  sandbox: RunningServer;
  /** Proxy between the product and the provider. */
  providerWay: TcpProxy;
  api: Slot;
  workers: Slot[];
  apiUrl: string;
  directory: string;
  /** Environment of a worker. */
  env: Readonly<Record<string, string>>;
  people: People;
  /** Writes to the log of the run, if CHAOS_LOG is set. */
  record: (line: string) => void;
  /** Number of injected blocks of event loops. */
  stalls: () => number;
  /** Start time compared with a quiet machine; faults are slowed down by it, so that something still runs. */
  slowness: number;
  /** Answers and logs of the product that must never occur. */
  oddities: string[];
}

const KEY = 'chaos-key';
/** Clock difference between workers, ms; BullMQ schedules delays by their clocks. */
const CLOCK_STEP_MS = 1500;
/** Start time of the API on a quiet machine, ms. */
const USUAL_START_MS = 2000;

/** Starts everything. */
export async function startBillingFixture(plan: BillingPlan, directory: string): Promise<BillingFixture> {
  await using things = new AsyncDisposableStack();
  const redis = things.use(await setRedis(directory, plan.splitMaxMs));
  const book = things.use(await (plan.book === 'sqlite' ? setSqlite : setPostgres)(directory));
  const sandbox = things.use(await startSandbox(plan, directory));
  const providerWay = things.use(await startTcpProxy({ port: Number(new URL(sandbox.url).port) }));
  const env = { ...productEnvironment(plan, providerWay.port, directory), ...book.env };
  let stalls = 0;
  const onLine = (line: string): void => {
    record(line);
    if (line.startsWith('{"chaos":"stall"')) stalls += 1;
  };
  const patches = [...STOP_PATCHES[plan.book], ...mutantPatches(plan)];
  const port = await freePort();
  const start: StartSlot = async (name, more, own) => {
    const way = await redis.way();
    const [stopFile, jumpFile] = [join(directory, 'stop', name), join(directory, 'stop', `${name}.jump`)];
    const environment = {
      ...env,
      ...chaosEnvironment([...patches, ...more], { ...own, CHAOS_STOP: stopFile, CHAOS_JUMP: jumpFile }),
      REDIS_URL: way,
    };
    const startIt = () =>
      name === 'api'
        ? startApi({ ...environment, PORT: String(port) }, onLine)
        : startWorker(environment, onLine);
    const slot = { name, process: await startIt(), start: startIt, stopFile, jumpFile, busy: false };
    things.defer(() => slot.process.kill('SIGKILL'));
    return slot;
  };
  await mkdir(join(directory, 'stop'));
  const startedAt = performance.now();
  const api = await start('api', [], {});
  const slowness = Math.max(1, (performance.now() - startedAt) / USUAL_START_MS);
  const workers = await startWorkers(plan, start);
  const owned = things.move();
  return {
    redis,
    book,
    sandbox,
    providerWay,
    api,
    workers,
    directory,
    env,
    record,
    slowness,
    oddities: [],
    people: createPeople(),
    apiUrl: `http://127.0.0.1:${port}`,
    stalls: () => stalls,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

type StartSlot = (name: string, more: readonly Patch[], own: Record<string, string>) => Promise<Slot>;

async function startWorkers(plan: BillingPlan, start: StartSlot): Promise<Slot[]> {
  const workers: Slot[] = [];
  for (let index = 0; index < plan.workers; index += 1) {
    workers.push(
      await start(`worker-${index}`, [STALLS[plan.stall.place]], {
        CHAOS_STALL: JSON.stringify({ ...plan.stall, seed: plan.seed + index }),
        CHAOS_CLOCK_MS: String((index - 1) * CLOCK_STEP_MS),
      }),
    );
  }
  return workers;
}

function record(line: string): void {
  if (process.env['CHAOS_LOG']) appendFileSync(process.env['CHAOS_LOG'], `${line}\n`);
}

async function startSandbox(plan: BillingPlan, directory: string): Promise<RunningServer> {
  return startSandboxProcess({
    SANDBOX_API_KEY: KEY,
    SANDBOX_SEED: String(plan.seed),
    SANDBOX_BILL_FILE: join(directory, 'bill.jsonl'),
    SANDBOX_RENDER_MS: plan.renderMs,
    SANDBOX_LATE_MS: String(TIMES.lateMs),
    SANDBOX_LIST_LAG_MS: String(TIMES.listLagMs),
    SANDBOX_HANG_MAX_MS: '4000',
    SANDBOX_REFUND_FAILED: 'status',
  });
}

function productEnvironment(
  { limit, providers }: BillingPlan,
  providerPort: number,
  directory: string,
): Record<string, string> {
  return {
    CINEFLOW_PREFIX: 'chaos',
    OUTPUT_DIR: join(directory, 'clips'),
    ...accountsEnvironment(providers, { key: KEY, port: providerPort, limit }),
    MAX_CONCURRENT_TASKS: String(limit),
    CINEFLOW_STALL_MS: String(TIMES.stallMs),
    CINEFLOW_SUBMIT_TIMEOUT_MS: String(TIMES.submitTimeoutMs),
    CINEFLOW_SETTLE_MS: String(TIMES.settleMs),
    CINEFLOW_COOLDOWN_MS: '500',
    CINEFLOW_RECOVERY_STEP_MS: '100',
    CINEFLOW_TRIP_AFTER: '4',
    CINEFLOW_POLL_MAX_MS: '1000',
    CINEFLOW_POLL_LIMIT_MS: String(TIMES.pollLimitMs),
    CINEFLOW_POLLS_PER_SECOND: String(POLLS_PER_SECOND),
  };
}
