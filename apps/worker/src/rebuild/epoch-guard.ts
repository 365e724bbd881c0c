import { setTimeout as sleep } from 'node:timers/promises';
import { readDurability } from '@cineflow/ledger';
import type { WorkerContext } from '../context.ts';
import { prepareQueues } from '../prepare-queues.ts';
import { rebuildLedger } from './rebuild-ledger.ts';

const LOOK_EVERY_MS = 1000;

/** Watches over the epoch in every worker. */
export interface EpochGuard {
  stop(): Promise<void>;
}

/** This Redis may lose what it has answered, and that was forbidden. */
export class DurabilityError extends Error {
  override readonly name = 'DurabilityError';
}

/**
 * Looks again and again whether Redis is still the one the ledger was whole on. It cannot be a job of the queue: a
 * Redis that was emptied has no jobs. The first look is over before this resolves.
 */
export async function startEpochGuard(context: WorkerContext): Promise<EpochGuard> {
  await noteDurability(context);
  if (!isDurableEnough(context)) throw new DurabilityError(context.durability.reason);
  await lookAfter(context);
  const stopping = new AbortController();
  const watching = watch(context, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}

async function watch(context: WorkerContext, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await lookAfter(context);
  }
}

async function lookAfter(context: WorkerContext): Promise<void> {
  try {
    const { open, id } = await context.ledger.epoch();
    if (open) return await prepareEpoch(context, id);
    await noteDurability(context);
    if (isDurableEnough(context)) await rebuildLedger(context);
  } catch (error) {
    if (context.stopping.aborted) return;
    context.log.error({ err: error }, 'the ledger could not be compared with the journals; nothing is sent');
  }
}

/** The epoch for which this process has told lanes and queues what they need. */
const prepared = new WeakMap<WorkerContext, string | undefined>();

/** Somebody else opened a new epoch, perhaps on a Redis that had lost the lanes' policy and the schedules. */
async function prepareEpoch(context: WorkerContext, id: string | undefined): Promise<void> {
  if (prepared.has(context) && prepared.get(context) !== id) await prepareQueues(context);
  prepared.set(context, id);
}

async function noteDurability(context: WorkerContext): Promise<void> {
  context.durability = await readDurability(context.redis);
  const { kind, reason } = context.durability;
  if (kind === 'none') context.log.error({ reason }, 'Redis may lose what it has answered');
}

/** False where a Redis that may lose its writes is not good enough: then the barrier stays. */
function isDurableEnough({ durability, settings }: WorkerContext): boolean {
  return durability.kind !== 'none' || settings.redis.durability === 'warn';
}
