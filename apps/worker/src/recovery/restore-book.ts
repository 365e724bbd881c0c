import type { TakeOverlay } from '@cineflow/limiter';
import { nanoid } from 'nanoid';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { readCostByList, type CostByList } from './cost-by-list.ts';
import { mergeSidecars } from './restore-clips.ts';
import { adoptListed } from './restore-listed.ts';

/** Result of a restore, for the operator. */
export interface Restored {
  /** Operations and attempts of known takes, found in Redis. */
  operations: number;
  attempts: number;
  /** Cancelled takes, which Redis remembers for some minutes. */
  cancelled: number;
  /** Paused storyboards. */
  paused: number;
  /** Clips found by their sidecars. */
  clips: number;
  /** Operations found in the lists of the providers. */
  listed: number;
  /** Providers whose list could not be read to its end. */
  incompleteLists: string[];
  /** Takes in Redis that were ordered after this copy was made: their orders are lost. */
  lostTakes: string[];
}

const AT_ONCE = 200;
const KNOWN_FROM_REDIS = 'known from Redis; the book was restored';

/**
 * Adds attempts, operations and clips known to Redis, store and providers to an older copy. Runs before anything is
 * sent; releases nothing.
 */
export async function restoreBook(context: WorkerContext): Promise<Restored> {
  const { book, epochs, redis, prefix } = context;
  await epochs.close();
  const found: Restored = {
    operations: 0,
    attempts: 0,
    cancelled: 0,
    paused: 0,
    clips: 0,
    listed: 0,
    incompleteLists: [],
    lostTakes: [],
  };
  const open = new Map<string, string[]>();
  for (const account of context.accounts.values()) {
    const rows = await openRowsOf(context, account.provider.id);
    open.set(
      account.provider.id,
      rows.map(({ takeId }) => takeId),
    );
    await mergeRedis(context, account, { found, costOf: await readCostByList(context, account) });
    await mergeStops(context, account, found);
  }
  found.clips = await mergeSidecars(context);
  for (const account of context.accounts.values()) {
    const { id } = account.provider;
    const { recorded, isComplete } = await adoptListed(context, account, open.get(id) ?? []);
    found.listed += recorded;
    if (!isComplete) found.incompleteLists.push(id);
  }
  const mark = await context.store.findMark();
  if (mark !== null) await book.identity.bindStore({ mark });
  // Redis now belongs to this book; the recovery guard of a worker rebuilds it.
  await redis.del(`${prefix}:witness`, `${prefix}:epoch`);
  return found;
}

/** Takes in Redis: records their facts; attempts without an outcome become unconfirmed. */
async function mergeRedis(
  context: WorkerContext,
  { provider, line }: Account,
  tools: { found: Restored; costOf: CostByList },
): Promise<void> {
  let cursor = '0';
  do {
    const page = await line.ghosts({ cursor });
    const takeIds = [...new Set(page.takeIds)];
    const overlays = await line.overlay(takeIds);
    for (const [index, takeId] of takeIds.entries()) {
      await mergeTake(context, { takeId, providerId: provider.id, known: overlays[index] ?? null }, tools);
    }
    cursor = page.cursor;
  } while (cursor !== '0');
}

async function mergeTake(
  { book }: WorkerContext,
  { takeId, providerId, known }: { takeId: string; providerId: string; known: TakeOverlay | null },
  { found, costOf }: { found: Restored; costOf: CostByList },
): Promise<void> {
  const take = await book.takes.read({ takeId });
  if (take === null) {
    found.lostTakes.push(takeId);
    if (known?.operationId !== undefined) {
      const { operationId, operationRef } = known;
      await book.restore.operation({ providerId, operationId, operationRef, takeId });
    }
  } else if (known?.operationId !== undefined) {
    const { operationId, operationRef } = known;
    const detail = { operationId, detail: KNOWN_FROM_REDIS };
    const costMicros = costOf(take);
    const { verdict } = await book.takes.accept({
      takeId,
      providerId,
      operationId,
      operationRef,
      costMicros,
      detail,
    });
    if (verdict === 'accepted') found.operations += 1;
  } else if (known?.state === 'submitting' || known?.state === 'unconfirmed') {
    const { verdict } = await book.restore.attempt({ takeId, attemptId: nanoid() });
    if (verdict === 'restored') found.attempts += 1;
  }
}

/**
 * Restores an operator's stops from Redis: recent cancels and marked takes of paused storyboards. A resume is not
 * restored.
 */
async function mergeStops(
  { book }: WorkerContext,
  { provider, line }: Account,
  found: Restored,
): Promise<void> {
  const cancelled: string[] = [];
  const paused: string[] = [];
  for (const { takeId, version, known } of await openTakes({ book, line }, provider.id)) {
    if (known?.state === 'cancelled') cancelled.push(takeId);
    if (known?.state === 'queued' && known.wait === 'paused' && known.version > version) paused.push(takeId);
  }
  const detail = { detail: KNOWN_FROM_REDIS };
  for (const takeIds of pagesOf(cancelled)) {
    found.cancelled += (await book.takes.cancel({ takeIds, detail })).cancelled.length;
  }
  const storyboards = new Set<string>();
  for (const takeIds of pagesOf(paused)) {
    for (const take of await book.takes.readMany({ takeIds }))
      if (!take.isPaused) storyboards.add(take.storyboardId);
  }
  for (const id of storyboards) await book.storyboards.pause({ id, reason: KNOWN_FROM_REDIS });
  found.paused += storyboards.size;
}

function* pagesOf(takeIds: readonly string[]): Generator<string[]> {
  for (let start = 0; start < takeIds.length; start += AT_ONCE) yield takeIds.slice(start, start + AT_ONCE);
}

/** Open takes of the book with their state in Redis. */
async function openTakes(
  { book, line }: { book: WorkerContext['book']; line: Account['line'] },
  providerId: string,
) {
  const rows = await openRowsOf({ book }, providerId);
  const overlays = await line.overlay(rows.map(({ takeId }) => takeId));
  return rows.map((row, index) => ({ ...row, known: overlays[index] }));
}

/** All open takes of a provider in the book, with their versions. */
async function openRowsOf({ book }: Pick<WorkerContext, 'book'>, providerId: string) {
  const rows: { takeId: string; version: number }[] = [];
  for (let after = ''; ;) {
    const page = await book.takes.openVersions({ providerId, after, limit: 500 });
    const last = page.at(-1);
    if (last === undefined) return rows;
    rows.push(...page);
    after = last.takeId;
  }
}
