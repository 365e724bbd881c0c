import { Queue, type QueueOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { reportSeldom } from './report-seldom.ts';

/** Version of job data; jobs of a newer version are left to newer workers. */
const JOB_VERSION = 1;

/** Job data: ids only. The truth about a take is in the book. */
export interface TakeJob {
  takeId: string;
  providerId: string;
}

/** Job data as stored, with its version. */
export function toJobData(job: TakeJob): TakeJob & { v: number } {
  return { ...job, v: JOB_VERSION };
}

/** True for job data of a newer version. */
export function isOfNewer(data: unknown): boolean {
  return Number((data as { v?: unknown } | null)?.v ?? JOB_VERSION) > JOB_VERSION;
}

export interface LaneJob {
  providerId: string;
}

/** The four queues. `upkeep` has the repeatable jobs and the ticks of the limiter. */
export const QUEUE_NAMES = ['takes', 'polls', 'collects', 'upkeep'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

export interface Queues {
  takes: Queue<TakeJob>;
  polls: Queue<LaneJob>;
  collects: Queue<TakeJob>;
  upkeep: Queue<Partial<LaneJob>>;
  close(): Promise<void>;
}

/** Finished jobs stay for inspection only; the book does not need them. */
const KEEP = { age: 7 * 24 * 3600, count: 2000 };

/** Key prefix of BullMQ inside the installation's own, so that both share a cluster slot. */
export function jobPrefix(prefix: string): string {
  return `${prefix}:jobs`;
}

/**
 * A step that throws (Redis full, disk lost) is retried for ever: a failed job would never run again. Only takes that
 * failed for good end as failed jobs.
 */
const AGAIN = { attempts: 1_000_000, backoff: { type: 'fixed', delay: 5000 } } as const;

/** Opens the queues on a shared connection; `onError` gets errors without another handler. */
export function openQueues(redis: Redis, prefix: string, onError: (error: Error) => void): Queues {
  const options = (keep: boolean): QueueOptions => ({
    connection: redis,
    prefix: jobPrefix(prefix),
    skipWaitingForReady: true,
    // A queue whose version query failed would stay broken; the workers check the version.
    skipVersionCheck: true,
    defaultJobOptions: {
      ...AGAIN,
      removeOnComplete: keep ? KEEP : true,
      removeOnFail: keep ? KEEP : true,
      stackTraceLimit: 1,
    },
  });
  const queues = {
    takes: new Queue<TakeJob>('takes', options(true)),
    polls: new Queue<LaneJob>('polls', options(false)),
    collects: new Queue<TakeJob>('collects', options(false)),
    upkeep: new Queue<Partial<LaneJob>>('upkeep', options(false)),
  };
  // All four queues repeat the errors of their connection.
  const report = reportSeldom(onError);
  for (const queue of Object.values(queues)) queue.on('error', report);
  return {
    ...queues,
    close: async () => {
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
    },
  };
}
