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
const LOOKS_PER_HEARTBEAT = 3;
const REPLAY_EVERY_MS = 5000;

/** Time of the last replay of journals per context (performance.now). */
const replayed = new WeakMap<WorkerContext, number>();

/** Watches book and Redis in every worker. */
export interface RecoveryGuard {
  stop(): Promise<void>;
}

/**
 * Checks that book, Redis and store belong together, once before it resolves, then repeatedly. Not a job: an emptied
 * Redis has none.
 */
export async function startRecoveryGuard(context: WorkerContext): Promise<RecoveryGuard> {
  const heartbeat = createHeartbeat(context);
  let looks = 0;
  const look = async (): Promise<void> => {
    const isOpen = await lookAfter(context);
    looks += 1;
    // An emptied Redis has forgotten its workers too.
    if (isOpen && looks % LOOKS_PER_HEARTBEAT !== 1) return;
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

/** True if the epoch of this Redis was open. */
async function lookAfter(context: WorkerContext): Promise<boolean> {
  try {
    const [look, identity] = await Promise.all([context.epochs.look(), context.book.identity.read({})]);
    const foreign = await findForeign(context, look, identity);
    if (foreign === null) return await compare(context, look, identity);
    await stand(context, foreign);
  } catch (error) {
    if (context.stopping.aborted) return false;
    const what =
      error instanceof BookError ? 'the book is away; nothing is sent' : 'Redis could not be compared';
    context.log.error({ err: error }, what);
  }
  return false;
}

async function compare(context: WorkerContext, look: EpochLook, identity: Identity): Promise<boolean> {
  const isOpen =
    look.number !== null && look.number === identity.redisEpoch && look.bookId === identity.bookId;
  if (!isOpen || context.recovering.isSuspect) {
    const rolledBack = await isRolledBack(context, look);
    if (rolledBack !== null) {
      await context.epochs.close();
      await stand(context, rolledBack);
      return false;
    }
  }
  if (isOpen) {
    context.recovering.clear();
    await prepareOnce(context, look.number);
    await replayNowAndThen(context);
    return true;
  }
  await recoverRedis(context, identity);
  return false;
}

/** Journals are on the local disk, so each worker replays those of its machine. */
async function replayNowAndThen(context: WorkerContext): Promise<void> {
  const last = replayed.get(context) ?? -Infinity;
  if (performance.now() - last < REPLAY_EVERY_MS) return;
  replayed.set(context, performance.now());
  await replayJournals(context);
}

/** Reports why nothing is sent: once per reason in the log, and continuously to the API. */
async function stand({ recovering, log, epochs }: WorkerContext, reason: string): Promise<void> {
  if (recovering.reason !== reason) log.error({ reason }, 'nothing is sent');
  recovering.raise(reason);
  await epochs.explain(reason);
}

/** The epoch for which this process has prepared lanes and queues. */
const prepared = new WeakMap<WorkerContext, number | null>();

/** After the start of this process, or for a new epoch on a Redis without policies and schedules. */
async function prepareOnce(context: WorkerContext, epoch: number | null): Promise<void> {
  if (prepared.get(context) === epoch) return;
  await prepareLanes(context);
  prepared.set(context, epoch);
}
