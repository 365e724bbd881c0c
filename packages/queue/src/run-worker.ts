import { DelayedError, UnrecoverableError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { isOfNewer, jobPrefix, type QueueName } from './queues.ts';
import { reportSeldom } from './report-seldom.ts';

/** How one step of a job ended: wait `ms` and run again, done for good, or failed for good. */
export type StepResult =
  | { kind: 'park'; ms: number }
  | { kind: 'done'; value?: unknown }
  | { kind: 'failed'; message: string };

/** What a step may know about its job. */
export interface Step<Data> {
  name: string;
  data: Data;
  /** How often this job has been started, this time included. */
  starts: number;
  /** A readable line for people, kept with the job. */
  log: (line: string) => Promise<unknown>;
}

export interface WorkerSettings {
  prefix: string;
  concurrency: number;
  /** Lock time in ms; a dead worker's step is taken over after it, and one stalled check of half of it. */
  stallMs: number;
  onError: (error: Error) => void;
}

export interface RunningWorker {
  /** Stops taking jobs and waits for the steps that run. */
  close(): Promise<void>;
}

/** How long a job is left alone that only a newer worker understands, ms. */
const LEFT_TO_NEWER_MS = 10_000;
/** How long an idle worker waits before it asks again, s: the time after which a silent connection is noticed. */
const IDLE_SECONDS = 5;

/**
 * Runs the jobs of one queue. The number of times a job may stall has no limit here: what a take may
 * still do after its worker died is the book's decision, not the queue's.
 */
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
  // The loops of a worker meet the same trouble many times a second.
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
  };
  const result: StepResult = isOfNewer(job.data) ? { kind: 'park', ms: LEFT_TO_NEWER_MS } : await run(step);
  if (result.kind === 'done') return result.value ?? null;
  if (result.kind === 'failed') throw new UnrecoverableError(result.message);
  await job.moveToDelayed(Date.now() + result.ms, token);
  throw new DelayedError();
}
