import { hostname } from 'node:os';
import { nanoid } from 'nanoid';
import type { WorkerContext } from '../context.ts';
import { version } from '../version.ts';

/** Says in Redis that this worker is at work. */
export interface Heartbeat {
  send(): Promise<void>;
  stop(): Promise<void>;
}

/** The heartbeat of this process; a frozen or dead worker is missed by it. */
export function createHeartbeat({ redis, workers, log }: WorkerContext): Heartbeat {
  const id = `${process.pid}-${nanoid(8)}`;
  return {
    send: () => workers.heartbeat({ id, host: hostname(), version }),
    stop: async () => {
      // Without a connection it is missed soon enough.
      if (redis.status !== 'ready') return;
      await workers.leave(id).catch((error: unknown) => log.debug({ err: error }, 'heartbeat'));
    },
  };
}
