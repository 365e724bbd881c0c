import type { Redis } from 'ioredis';
import { asList } from '../admission.ts';
import { commandsIn } from '../command.ts';

/** A worker and its last heartbeat. */
export interface WorkerSeen {
  id: string;
  host: string;
  version: string;
  /** Redis time, ms. */
  seenAt: number;
}

/** Registry of running workers. */
export interface Workers {
  heartbeat(worker: Omit<WorkerSeen, 'seenAt'>): Promise<void>;
  /** Workers seen in the last hour, and the current Redis time. */
  list(): Promise<{ now: number; workers: WorkerSeen[] }>;
  /** Removes a worker that ends. */
  leave(id: string): Promise<void>;
}

/** A worker without a heartbeat for this long is gone, ms; it sends one every three seconds. */
export const WORKER_GONE_MS = 15_000;

const { defineCommand } = commandsIn(import.meta.url, []);
const heartbeat = defineCommand<Omit<WorkerSeen, 'seenAt'>, object>('heartbeat');
const listWorkers = defineCommand<Record<string, never>, { now: number; workers: WorkerSeen[] | object }>(
  'list-workers',
);

/** Creates the registry of one installation. */
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
