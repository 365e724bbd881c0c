import { hostname } from 'node:os';
import { nanoid } from 'nanoid';
import type { WorkerContext } from '../context.ts';
import { readFileSync } from 'node:fs';

/** Version of this product, from its package. */
const version: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** Announces in Redis that this worker runs. */
export interface Heartbeat {
  send(): Promise<void>;
  stop(): Promise<void>;
}

/** The heartbeat of this process; it stops if the worker is frozen or dead. */
export function createHeartbeat({ redis, workers, log }: WorkerContext): Heartbeat {
  const id = `${process.pid}-${nanoid(8)}`;
  return {
    send: () => workers.heartbeat({ id, host: hostname(), version }),
    stop: async () => {
      // Without a connection the missing heartbeat is noticed soon enough.
      if (redis.status !== 'ready') return;
      await workers.leave(id).catch((error: unknown) => log.debug({ err: error }, 'heartbeat'));
    },
  };
}
