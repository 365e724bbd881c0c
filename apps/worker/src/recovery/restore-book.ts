import { setTimeout as sleep } from 'node:timers/promises';
import { Clip } from '@cineflow/contracts';
import { defined, fromOperation, matchOperations, toMicros } from '@cineflow/core';
import type { TakeOverlay } from '@cineflow/limiter';
import type { RecentOperations } from '@cineflow/providers';
import { nanoid } from 'nanoid';
import { z } from 'zod';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import {
  CLOCK_MARGIN_MS,
  LIST_TIMEOUT_MS,
  redisTimeMs,
  unboundOf,
} from '../maintenance/listed-operations.ts';

/** What a restore found, for the operator. */
export interface Restored {
  /** Operations and attempts of takes the book has, known from Redis. */
  operations: number;
  attempts: number;
  /** Takes that were cancelled, as Redis remembers for some minutes. */
  cancelled: number;
  /** Storyboards that were paused. */
  paused: number;
  /** Clips known from the files beside them. */
  clips: number;
  /** Operations found in the lists of the providers. */
  listed: number;
  /** Takes Redis knows that were ordered after this copy of the book was made: their orders are lost. */
  lostTakes: string[];
}

const LIST_TRIES = 5;
const LIST_AGAIN_MS = 1000;
const AT_ONCE = 200;
const KNOWN_FROM_REDIS = 'known from Redis; the book was restored';

/**
 * Joins an older copy of the book, or one of another place, to Redis and the store: what they and the providers know of
 * attempts, operations and clips is told to the book before anything is sent. Nothing is released here, only found.
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
    lostTakes: [],
  };
  for (const account of context.accounts.values()) {
    await mergeRedis(context, account, found);
    await mergeStops(context, account, found);
  }
  await mergeSidecars(context, found);
  for (const account of context.accounts.values()) await adoptListed(context, account, found);
  const mark = await context.store.findMark();
  if (mark !== null) await book.identity.bindStore({ mark });
  // From here on Redis belongs to this book; the guard of a worker makes it whole again.
  await redis.del(`${prefix}:witness`, `${prefix}:epoch`);
  return found;
}

/** Takes Redis has: facts are told, attempts without an outcome become unconfirmed. */
async function mergeRedis(
  context: WorkerContext,
  { provider, line }: Account,
  found: Restored,
): Promise<void> {
  let cursor = '0';
  do {
    const page = await line.ghosts({ cursor });
    const takeIds = [...new Set(page.takeIds)];
    const overlays = await line.overlay(takeIds);
    for (const [index, takeId] of takeIds.entries()) {
      await mergeTake(context, { takeId, providerId: provider.id, known: overlays[index] ?? null }, found);
    }
    cursor = page.cursor;
  } while (cursor !== '0');
}

async function mergeTake(
  { book }: WorkerContext,
  { takeId, providerId, known }: { takeId: string; providerId: string; known: TakeOverlay | null },
  found: Restored,
): Promise<void> {
  if ((await book.takes.read({ takeId })) === null) {
    found.lostTakes.push(takeId);
    if (known?.operationId !== undefined) {
      const { operationId, operationRef } = known;
      await book.restore.operation({ providerId, operationId, operationRef, takeId });
    }
  } else if (known?.operationId !== undefined) {
    const { operationId, operationRef } = known;
    const detail = { operationId, detail: KNOWN_FROM_REDIS };
    if ((await book.takes.accept({ takeId, operationId, operationRef, detail })).verdict === 'accepted')
      found.operations += 1;
  } else if (known?.state === 'submitting' || known?.state === 'unconfirmed') {
    const { verdict } = await book.restore.attempt({ takeId, attemptId: nanoid() });
    if (verdict === 'restored') found.attempts += 1;
  }
}

/**
 * What a person stopped stays stopped: a take that was cancelled is in no place of Redis, but for a while its end is known
 * there; of a paused storyboard each take in line tells. That one was resumed is not believed: a person resumes it again.
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

/** Open takes of the book, with what Redis knows of them. */
async function openTakes(
  { book, line }: { book: WorkerContext['book']; line: Account['line'] },
  providerId: string,
) {
  const rows = await openRowsOf({ book }, providerId);
  const overlays = await line.overlay(rows.map(({ takeId }) => takeId));
  return rows.map((row, index) => ({ ...row, known: overlays[index] }));
}

/** The part of a sidecar that tells whose clip lies beside it. */
const Sidecar = z.object({
  takeId: z.string(),
  provider: z.string(),
  fingerprint: z.string(),
  apiKeyName: z.string().optional(),
  operationId: z.string().optional(),
  operationRef: z.string().optional(),
  costCents: z.number().optional(),
  clip: Clip,
});
type Sidecar = z.infer<typeof Sidecar>;

/** Tells the book of every clip in the store, and brings the takes they were made for to their end. */
async function mergeSidecars(context: WorkerContext, found: Restored): Promise<void> {
  for await (const content of context.store.sidecars()) {
    const sidecar = Sidecar.safeParse(content).data;
    if (sidecar === undefined || !(await isThere(context, sidecar))) continue;
    await mergeSidecar(context, sidecar);
    found.clips += 1;
  }
}

async function isThere({ store }: WorkerContext, { clip }: Sidecar): Promise<boolean> {
  const stored = await store.stat(clip.key).catch(() => null);
  return stored?.sizeBytes === clip.sizeBytes;
}

async function mergeSidecar({ book }: WorkerContext, sidecar: Sidecar): Promise<void> {
  const {
    takeId,
    provider: providerId,
    fingerprint,
    apiKeyName,
    operationId,
    operationRef,
    costCents,
    clip,
  } = sidecar;
  await book.contents.adopt({
    fingerprint,
    takeId,
    ...defined({ apiKeyName }),
    clip,
  });
  // A take without an operation was given the clip of another one; it finds that clip again.
  if (operationId === undefined) return;
  const detail = { operationId, detail: 'known from the clip in the store' };
  const costMicros = costCents === undefined ? undefined : toMicros(costCents);
  const { verdict } = await book.takes.accept({ takeId, operationId, operationRef, costMicros, detail });
  if (verdict === 'unknown') return book.restore.operation({ providerId, operationId, operationRef, takeId });
  await book.takes.render({ takeId, operationId, output: null, detail });
  await book.takes.store({ takeId, clip, detail: { detail: clip.key } });
}

/** Looks in the provider's list for operations of takes that wait: this copy of the book may not know they were sent. */
async function adoptListed(context: WorkerContext, { provider }: Account, found: Restored): Promise<void> {
  if (!provider.listRecent) return;
  const rows = await openRowsOf(context, provider.id);
  const takes = await context.book.takes.readMany({ takeIds: rows.map(({ takeId }) => takeId) });
  const waiting = takes.filter(({ state }) => state === 'queued');
  if (waiting.length === 0) return;
  const skewMs = Date.now() - (await redisTimeMs(context.redis));
  const oldest = Math.min(...waiting.map(({ createdAt }) => createdAt));
  const listed = await list(provider, new Date(oldest + skewMs - CLOCK_MARGIN_MS));
  if (listed === null) return;
  const offsetMs = listed.clockOffsetMs + skewMs;
  const operationIds = listed.operations.map(({ operationId }) => operationId);
  const bound = new Set(await context.book.operations.bound({ providerId: provider.id, operationIds }));
  const findings = matchOperations(
    waiting.map(({ takeId, request, createdAt }) => ({
      takeId,
      request,
      settled: false,
      sentAfter: createdAt + offsetMs - CLOCK_MARGIN_MS,
    })),
    unboundOf(listed, bound),
    false,
  );
  for (const finding of findings) {
    if (finding.kind !== 'adopt') continue;
    const { takeId } = finding;
    const operation = fromOperation({ id: finding.operationId, ref: finding.operationRef });
    const { operationId } = operation;
    const detail = { operationId, detail: 'found in the provider’s list; the book was restored' };
    await context.book.takes.accept({ takeId, ...operation, detail });
    found.listed += 1;
  }
}

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

async function list(provider: Account['provider'], since: Date): Promise<RecentOperations | null> {
  let listed: RecentOperations | null = null;
  for (let tried = 0; tried < LIST_TRIES && listed?.complete !== true; tried += 1) {
    if (tried > 0) await sleep(LIST_AGAIN_MS);
    listed = (await provider.listRecent?.(since, { timeoutMs: LIST_TIMEOUT_MS })) ?? null;
  }
  return listed;
}
