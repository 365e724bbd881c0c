import { matchOperations, type UnconfirmedTake } from '@cineflow/core';
import type { TakeRecord } from '@cineflow/ledger';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { adoptJournaled } from './adopt-journaled.ts';
import {
  CLOCK_MARGIN_MS,
  LIST_TIMEOUT_MS,
  LOOK_BACK_MS,
  redisTimeMs,
  unboundOf,
} from './listed-operations.ts';
import { settleFinding } from './settle-finding.ts';

/** Looks for the operations of unconfirmed takes: in the journals, then in the provider's own list. */
export async function reconcileTakes(context: WorkerContext): Promise<void> {
  for (const account of context.accounts.values()) {
    await reconcileAccount(context, account);
  }
}

async function reconcileAccount(context: WorkerContext, account: Account): Promise<void> {
  // Who owns which operation is not certain while the ledger may have been rolled back.
  if (!(await context.ledger.epoch()).open) return;
  const ids = await account.ledger.unconfirmed();
  const records = (await Promise.all(ids.map((id) => context.ledger.take(id)))).filter(
    (take) => take !== null,
  );
  const unconfirmed = records.filter(({ state }) => state === 'unconfirmed');
  if (unconfirmed.length === 0) return;
  const takes = await adoptJournaled(context, account, unconfirmed);
  if (takes.length === 0 || !account.provider.listRecent) return;
  // Before the list is asked for: what arrives while it is read may not be in it.
  const now = await redisTimeMs(context.redis);
  const skewMs = Date.now() - now;
  const oldest = Math.min(...takes.map(sentAt));
  const listed = await account.provider.listRecent(new Date(oldest + skewMs - LOOK_BACK_MS), {
    timeoutMs: LIST_TIMEOUT_MS,
  });
  const offsetMs = listed.clockOffsetMs + skewMs;
  const bound = await account.ledger.boundOperations(listed.operations.map(({ operationId }) => operationId));
  const findings = matchOperations(
    takes.map((take) => toUnconfirmed(context, take, now, offsetMs)),
    unboundOf(listed, bound),
    listed.complete,
  );
  const byId = new Map(takes.map((take) => [take.id, take]));
  for (const finding of findings) {
    const take = byId.get(finding.take);
    if (take) await settleFinding(context, account, { finding, take });
  }
}

function sentAt(take: TakeRecord): number {
  return take.begunAt ?? take.changedAt;
}

/** Settled: the last moment a byte could have been written is longer ago than the settle time. */
function toUnconfirmed(
  context: WorkerContext,
  take: TakeRecord,
  now: number,
  offsetMs: number,
): UnconfirmedTake {
  const { id, order, doubtAt = now } = take;
  const lastWrite = Math.max(doubtAt, sentAt(take) + context.sendBudgetMs);
  return {
    take: id,
    order,
    sentAfter: sentAt(take) + offsetMs - CLOCK_MARGIN_MS,
    settled: now - lastWrite >= context.settings.submit.settleMs,
  };
}
