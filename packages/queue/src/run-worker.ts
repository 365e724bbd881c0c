import { setTimeout as sleep } from 'node:timers/promises';
import { DelayedError, UnrecoverableError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { isOfNewer, jobPrefix, type QueueName } from './queues.ts';
import { reportSeldom } from './report-seldom.ts';

/** Result of one step: run again after `ms`, done, or failed for good. */
export type StepResult =
  | { kind: 'park'; ms: number }
  | { kind: 'done'; value?: unknown }
  | { kind: 'failed'; message: string };

/** The job as seen by a step. */
export interface Step<Data> {
  name: string;
  data: Data;
  /** Number of starts of this job, including this one. */
  starts: number;
  /** Adds a line for people to the job. */
  log: (line: string) => Promise<unknown>;
  /** Replaces the data for the next start. */
  update: (data: Data) => Promise<void>;
}

export interface WorkerSettings {
  prefix: string;
  concurrency: number;
  /** Lock time in ms. A dead worker's step is taken over after it plus half of it. */
  stallMs: number;
  onError: (error: Error) => void;
}

export interface RunningWorker {
  /** Stops taking jobs and waits for running steps. */
  close(): Promise<void>;
}

/** Delay of a job that only a newer worker understands, ms. */
const LEFT_TO_NEWER_MS = 10_000;
/** How long an idle worker blocks, s; a silent connection is noticed after it. */
const IDLE_SECONDS = 5;
/** Pause before a worker whose first question to Redis failed is replaced, ms. */
const OPEN_AGAIN_MS = 1_000;

/**
 * Runs the jobs of one queue. Stalls are unlimited: after a worker died, the book decides what a take may do.
 * BullMQ asks Redis for its version once and keeps a failure for good. Such a worker would spin, deaf to timers and
 * signals. So none runs before that answer, and one without it is replaced.
 */
export function runWorker<Data>(
  queue: QueueName,
  redis: Redis,
  settings: WorkerSettings,
  run: (step: Step<Data>) => Promise<StepResult>,
): RunningWorker {
  const stopping = new AbortController();
  // The loops of a worker hit the same error many times a second.
  const onError = reportSeldom(settings.onError);
  let worker = openWorker(queue, redis, { ...settings, onError }, run);
  const keepOpen = async (): Promise<void> => {
    while (!(await isReady(worker))) {
      await worker.close(true);
      await sleep(OPEN_AGAIN_MS, undefined, { signal: stopping.signal });
      worker = openWorker(queue, redis, { ...settings, onError }, run);
    }
    await worker.run();
  };
  keepOpen().catch((error: unknown) => stopping.signal.aborted || onError(error as Error));
  return {
    close: () => {
      stopping.abort();
      return worker.close();
    },
  };
}

function openWorker<Data>(
  queue: QueueName,
  redis: Redis,
  { prefix, concurrency, stallMs, onError }: WorkerSettings,
  run: (step: Step<Data>) => Promise<StepResult>,
): Worker<Data> {
  const worker = new Worker<Data>(queue, (job, token) => process(job, token, run), {
    connection: redis,
    prefix: jobPrefix(prefix),
    concurrency,
    lockDuration: stallMs,
    stalledInterval: Math.max(500, Math.round(stallMs / 2)),
    maxStalledCount: 1_000_000,
    drainDelay: IDLE_SECONDS,
    autorun: false,
  });
  worker.on('error', onError);
  worker.on('failed', (_job, error) => {
    if (!(error instanceof UnrecoverableError)) onError(error);
  });
  return worker;
}

/** Whether Redis told its version; a failure is reported by the worker itself. */
async function isReady(worker: Pick<Worker, 'waitUntilReady'>): Promise<boolean> {
  return worker.waitUntilReady().then(
    () => true,
    () => false,
  );
}

async function process<Data>(
  job: Job<Data>,
  token: string | undefined,
  run: (step: Step<Data>) => Promise<StepResult>,
): Promise<unknown> {
  const step: Step<Data> = {
    name: job.name,
    data: job.data,
    starts: job.attemptsStarted,
    log: (line) => job.log(line).catch(() => 0),
    update: (data) => job.updateData(data),
  };
  const result: StepResult = isOfNewer(job.data) ? { kind: 'park', ms: LEFT_TO_NEWER_MS } : await run(step);
  if (result.kind === 'done') return result.value ?? null;
  if (result.kind === 'failed') throw new UnrecoverableError(result.message);
  await job.moveToDelayed(Date.now() + result.ms, token);
  throw new DelayedError();
}
