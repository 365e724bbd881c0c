import { setTimeout as sleep } from 'node:timers/promises';
import { BookError, type Identity } from '@cineflow/book';
import type { EpochLook } from '@cineflow/limiter';
import type { WorkerContext } from '../context.ts';
import { replayJournals } from '../journal/replay-journal.ts';
import { prepareLanes } from '../prepare-lanes.ts';
import { findForeign, isRolledBack } from './check-identity.ts';
import { createHeartbeat } from './heartbeat.ts';
import { recoverRedis } from './recover-redis.ts';

const LOOK_EVERY_MS = 1000;
const REPLAY_EVERY_MS = 5000;

/** When each context last looked at the journals (performance.now). */
const replayed = new WeakMap<WorkerContext, number>();

/** Watches over book and Redis in every worker. */
export interface RecoveryGuard {
  stop(): Promise<void>;
}

/**
 * Looks again and again whether book, Redis and store belong together and Redis is whole. It cannot be a job of the
 * queue: a Redis that was emptied has no jobs. The first look is over before this resolves.
 */
export async function startRecoveryGuard(context: WorkerContext): Promise<RecoveryGuard> {
  const heartbeat = createHeartbeat(context);
  const look = async (): Promise<void> => {
    await lookAfter(context);
    await heartbeat.send().catch((error: unknown) => context.log.debug({ err: error }, 'heartbeat'));
  };
  await look();
  const stopping = new AbortController();
  const watching = watch(look, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await watching;
      await heartbeat.stop();
    },
  };
}

async function watch(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await look();
  }
}

async function lookAfter(context: WorkerContext): Promise<void> {
  try {
    const [look, identity] = await Promise.all([context.epochs.look(), context.book.identity.read({})]);
    const foreign = await findForeign(context, look, identity);
    if (foreign !== null) return await stand(context, foreign);
    await compare(context, look, identity);
  } catch (error) {
    if (context.stopping.aborted) return;
    const what =
      error instanceof BookError ? 'the book is away; nothing is sent' : 'Redis could not be compared';
    context.log.error({ err: error }, what);
  }
}

async function compare(context: WorkerContext, look: EpochLook, identity: Identity): Promise<void> {
  const isOpen =
    look.number !== null && look.number === identity.redisEpoch && look.bookId === identity.bookId;
  if (!isOpen || context.recovering.isSuspect) {
    const rolledBack = await isRolledBack(context, look);
    if (rolledBack !== null) {
      await context.epochs.close();
      return stand(context, rolledBack);
    }
  }
  if (isOpen) {
    context.recovering.clear();
    await prepareOnce(context, look.number);
    return replayNowAndThen(context);
  }
  await recoverRedis(context, identity);
}

/** Journals lie on the disk of one machine, so each worker looks at those of its own. */
async function replayNowAndThen(context: WorkerContext): Promise<void> {
  const last = replayed.get(context) ?? -Infinity;
  if (performance.now() - last < REPLAY_EVERY_MS) return;
  replayed.set(context, performance.now());
  await replayJournals(context);
}

/** Says why nothing is sent: once per reason in the log, and to the API as long as it is so. */
async function stand({ recovering, log, epochs }: WorkerContext, reason: string): Promise<void> {
  if (recovering.reason !== reason) log.error({ reason }, 'nothing is sent');
  recovering.raise(reason);
  await epochs.explain(reason);
}

/** The epoch for which this process has told lanes and queues what they need. */
const prepared = new WeakMap<WorkerContext, number | null>();

/** This process just started, or a new epoch was opened on a Redis that had lost policy and schedules. */
async function prepareOnce(context: WorkerContext, epoch: number | null): Promise<void> {
  if (prepared.get(context) === epoch) return;
  await prepareLanes(context);
  prepared.set(context, epoch);
}
