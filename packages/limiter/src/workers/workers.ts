import type { Redis } from 'ioredis';
import { asList } from '../admission.ts';
import { commandsIn } from '../command.ts';

/** A worker as it was last heard of. */
export interface WorkerSeen {
  id: string;
  host: string;
  version: string;
  /** Redis time, ms. */
  seenAt: number;
}

/** Which workers are at work. */
export interface Workers {
  heartbeat(worker: Omit<WorkerSeen, 'seenAt'>): Promise<void>;
  /** All that were heard of in the last hour, and the time to compare with. */
  list(): Promise<{ now: number; workers: WorkerSeen[] }>;
  /** A worker that ends says so. */
  leave(id: string): Promise<void>;
}

/** A worker that was not heard of for this long is not at work: it sends a heartbeat every second, ms. */
export const WORKER_GONE_MS = 15_000;

const { defineCommand } = commandsIn(import.meta.url, []);
const heartbeat = defineCommand<Omit<WorkerSeen, 'seenAt'>, object>('heartbeat');
const listWorkers = defineCommand<Record<string, never>, { now: number; workers: WorkerSeen[] | object }>(
  'list-workers',
);

/** The workers of one installation. */
export function createWorkers(redis: Redis, prefix: string): Workers {
  const where = [prefix] as const;
  return {
    heartbeat: async (worker) => void (await heartbeat(redis, where, worker)),
    list: async () => {
      const { now, workers } = await listWorkers(redis, where, {});
      return { now, workers: asList<WorkerSeen>(workers) };
    },
    leave: async (id) => void (await redis.hdel(`${prefix}:workers`, id)),
  };
}
