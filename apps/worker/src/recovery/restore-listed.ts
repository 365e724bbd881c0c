import { setTimeout as sleep } from 'node:timers/promises';
import { fromOperation, matchOperations } from '@cineflow/core';
import type { RecentOperations } from '@cineflow/providers';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import {
  CLOCK_MARGIN_MS,
  LIST_TIMEOUT_MS,
  redisTimeMs,
  unboundOf,
} from '../maintenance/listed-operations.ts';
import { openRowsOf } from './open-rows.ts';

const LIST_TRIES = 5;
const LIST_AGAIN_MS = 1000;

/**
 * Adopts operations from the provider's list for queued takes: this copy of the book may not know that they were sent.
 * Returns the number of adopted operations.
 */
export async function adoptListed(context: WorkerContext, { provider }: Account): Promise<number> {
  if (!provider.listRecent) return 0;
  const rows = await openRowsOf(context, provider.id);
  const takes = await context.book.takes.readMany({ takeIds: rows.map(({ takeId }) => takeId) });
  const waiting = takes.filter(({ state }) => state === 'queued');
  if (waiting.length === 0) return 0;
  const skewMs = Date.now() - (await redisTimeMs(context.redis));
  const oldest = Math.min(...waiting.map(({ createdAt }) => createdAt));
  const listed = await list(provider, new Date(oldest + skewMs - CLOCK_MARGIN_MS));
  if (listed === null) return 0;
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
  let adopted = 0;
  for (const finding of findings) {
    if (finding.kind !== 'adopt') continue;
    const { takeId } = finding;
    const operation = fromOperation({ id: finding.operationId, ref: finding.operationRef });
    const { operationId } = operation;
    const detail = { operationId, detail: 'found in the provider’s list; the book was restored' };
    await context.book.takes.accept({ takeId, ...operation, detail });
    adopted += 1;
  }
  return adopted;
}

async function list(provider: Account['provider'], since: Date): Promise<RecentOperations | null> {
  let listed: RecentOperations | null = null;
  for (let tried = 0; tried < LIST_TRIES && listed?.complete !== true; tried += 1) {
    if (tried > 0) await sleep(LIST_AGAIN_MS);
    listed = (await provider.listRecent?.(since, { timeoutMs: LIST_TIMEOUT_MS })) ?? null;
  }
  return listed;
}
