import { setTimeout as sleep } from 'node:timers/promises';
import { matchOperations } from '@cineflow/core';
import type { RecentOperations } from '@cineflow/providers';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { CLOCK_MARGIN_MS, LIST_TIMEOUT_MS, redisTimeMs, unboundOf } from '../upkeep/listed-operations.ts';

const TRIES = 5;
const TRY_AGAIN_MS = 1000;

/**
 * Looks in the provider's list for operations of takes that wait: a journal that is lost with its disk may have
 * known of them. Nothing is released here, only found.
 */
export async function adoptListed(context: WorkerContext): Promise<void> {
  for (const account of context.accounts.values()) {
    if (account.provider.listRecent) await adoptOfAccount(context, account);
  }
}

async function adoptOfAccount(context: WorkerContext, account: Account): Promise<void> {
  const records = await Promise.all((await account.ledger.openTakes()).map((id) => context.ledger.take(id)));
  const waiting = records.filter((take) => take?.state === 'queued').filter((take) => take !== null);
  if (waiting.length === 0) return;
  const skewMs = Date.now() - (await redisTimeMs(context.redis));
  const oldest = Math.min(...waiting.map(({ createdAt }) => createdAt));
  const listed = await list(context, account, new Date(oldest + skewMs - CLOCK_MARGIN_MS));
  if (!listed) return;
  const offsetMs = listed.clockOffsetMs + skewMs;
  const bound = await account.ledger.boundOperations(listed.operations.map(({ operationId }) => operationId));
  const findings = matchOperations(
    waiting.map(({ id, order, createdAt }) => ({
      take: id,
      order,
      settled: false,
      sentAfter: createdAt + offsetMs - CLOCK_MARGIN_MS,
    })),
    unboundOf(listed, bound),
    false,
  );
  for (const finding of findings) {
    if (finding.kind !== 'adopt') continue;
    const { take, operationId } = finding;
    const detail = { operationId, detail: 'found in the provider’s list after a loss of Redis' };
    await account.ledger.accepted({ take, operationId, firstPollMs: 0, detail });
    await context.journal.append({
      kind: 'accepted',
      at: 0,
      provider: account.provider.id,
      take,
      attempt: 0,
      operationId,
    });
  }
}

async function list(
  context: WorkerContext,
  { provider }: Account,
  since: Date,
): Promise<RecentOperations | null> {
  for (let tried = 1; tried <= TRIES; tried += 1) {
    const listed = await provider.listRecent?.(since, { timeoutMs: LIST_TIMEOUT_MS });
    if (listed?.complete) return listed;
    if (tried < TRIES) await sleep(TRY_AGAIN_MS);
    else if (listed) {
      context.log.error(
        { provider: provider.id },
        'the provider’s list is not complete; the journals decide',
      );
      return listed;
    }
  }
  return null;
}
