import { setTimeout as sleep } from 'node:timers/promises';
import { fromOperation, isCandidate, matchOperations } from '@cineflow/core';
import type { RecentOperations } from '@cineflow/providers';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import {
  CLOCK_MARGIN_MS,
  LIST_TIMEOUT_MS,
  redisTimeMs,
  unboundOf,
} from '../maintenance/listed-operations.ts';

const KNOWN_FROM_LIST = 'found in the provider’s list; the book was restored';
const LIST_TRIES = 5;
const LIST_AGAIN_MS = 1000;

/**
 * Records what the provider's list tells of takes that are open in this copy of the book: it may not know what was sent.
 * A queued take adopts an operation; a further one of a take, such as a failed render before its retry, is booked as a
 * second operation, since it was paid. Returns the number of recorded operations.
 */
export async function adoptListed(
  context: WorkerContext,
  { provider }: Account,
  takeIds: readonly string[],
): Promise<number> {
  if (!provider.listRecent || takeIds.length === 0) return 0;
  const takes = await context.book.takes.readMany({ takeIds: [...takeIds] });
  const skewMs = Date.now() - (await redisTimeMs(context.redis));
  const oldest = Math.min(...takes.map(({ createdAt }) => createdAt));
  const listed = await list(provider, new Date(oldest + skewMs - CLOCK_MARGIN_MS));
  if (listed === null) return 0;
  const offsetMs = listed.clockOffsetMs + skewMs;
  const operationIds = listed.operations.map(({ operationId }) => operationId);
  const bound = new Set(await context.book.operations.bound({ providerId: provider.id, operationIds }));
  const unbound = unboundOf(listed, bound);
  const owners = takes.map(({ takeId, request, createdAt, state }) => {
    return { takeId, request, state, settled: false, sentAfter: createdAt + offsetMs - CLOCK_MARGIN_MS };
  });
  const queued = owners.filter(({ state }) => state === 'queued');
  const owned = new Map<string, string>();
  for (const finding of matchOperations(queued, unbound, false)) {
    if (finding.kind === 'adopt') owned.set(finding.operationId, finding.takeId);
  }
  // An unconfirmed take is settled by the reconcile, which also knows when its create was sent.
  const others = owners.filter(({ state }) => state !== 'unconfirmed' && state !== 'submitting');
  let recorded = 0;
  // What is bound to a take first becomes its operation.
  const isOwned = ({ operationId }: { operationId: string }): number => (owned.has(operationId) ? 0 : 1);
  for (const operation of unbound.toSorted((a, b) => isOwned(a) - isOwned(b))) {
    const takeId =
      owned.get(operation.operationId) ?? others.find((take) => isCandidate(operation, take))?.takeId;
    if (takeId === undefined) continue;
    const ids = fromOperation({ id: operation.operationId, ref: operation.operationRef });
    const detail = { operationId: ids.operationId, detail: KNOWN_FROM_LIST };
    await context.book.takes.accept({ takeId, ...ids, detail });
    recorded += 1;
  }
  return recorded;
}

async function list(provider: Account['provider'], since: Date): Promise<RecentOperations | null> {
  let listed: RecentOperations | null = null;
  for (let tried = 0; tried < LIST_TRIES && listed?.complete !== true; tried += 1) {
    if (tried > 0) await sleep(LIST_AGAIN_MS);
    listed = (await provider.listRecent?.(since, { timeoutMs: LIST_TIMEOUT_MS })) ?? null;
  }
  return listed;
}
