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

/** Runs the jobs of one queue. Stalls are unlimited: after a worker died, the book decides what a take may do. */
export function runWorker<Data>(
  queue: QueueName,
  redis: Redis,
  settings: WorkerSettings,
  run: (step: Step<Data>) => Promise<StepResult>,
): RunningWorker {
  const worker = new Worker<Data>(queue, (job, token) => process(job, token, run), {
    connection: redis,
    prefix: jobPrefix(settings.prefix),
    concurrency: settings.concurrency,
    lockDuration: settings.stallMs,
    stalledInterval: Math.max(500, Math.round(settings.stallMs / 2)),
    maxStalledCount: 1_000_000,
    drainDelay: IDLE_SECONDS,
  });
  // The loops of a worker hit the same error many times a second.
  const onError = reportSeldom(settings.onError);
  worker.on('error', onError);
  worker.on('failed', (_job, error) => {
    if (!(error instanceof UnrecoverableError)) onError(error);
  });
  return { close: () => worker.close() };
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
