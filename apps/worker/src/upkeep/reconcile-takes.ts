import { matchOperations, type Finding, type UnconfirmedTake } from '@cineflow/core';
import type { TakeRecord } from '@cineflow/ledger';
import { logTake } from '@cineflow/queue';
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
  for (const finding of findings) await settle(context, account, { finding, takes });
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

async function settle(
  context: WorkerContext,
  account: Account,
  { finding, takes }: { finding: Finding; takes: readonly TakeRecord[] },
): Promise<void> {
  const { attempt = 0, holder = '', begunAt = 0 } = takes.find(({ id }) => id === finding.take) ?? {};
  const { take } = finding;
  if (finding.kind === 'wait') return;
  const of = { at: begunAt, provider: account.provider.id, take, attempt };
  if (finding.kind === 'adopt') {
    const { operationId } = finding;
    await context.journal.append({ kind: 'accepted', ...of, operationId });
    const detail = { attempt, operationId, detail: 'found in the provider’s list' };
    const reply = await account.ledger.accepted({ take, operationId, firstPollMs: 0, detail });
    await logTake(
      context.queues,
      take,
      `found in the provider's list: operation ${operationId}; nothing is paid again`,
    );
    return context.doorbell(account.provider.id, reply);
  }
  const detail = { attempt, detail: 'not in the provider’s list after the settle time' };
  const reply = await account.ledger.requeue({ take, by: { holder, attempt }, cause: 'proved', detail });
  if (reply.verdict === 'requeued') await context.journal.append({ kind: 'closed', ...of, holder });
  await logTake(context.queues, take, 'proved by the provider’s list: nothing was accepted; back in line');
  return context.doorbell(account.provider.id, reply);
}
