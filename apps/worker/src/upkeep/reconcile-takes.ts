import { matchOperations, type Finding, type UnconfirmedTake } from '@cineflow/core';
import type { TakeRecord } from '@cineflow/ledger';
import type { RecentOperations } from '@cineflow/providers';
import { logTake } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';

const LIST_TIMEOUT_MS = 15_000;
/** Provider clocks are read to the second, and an operation may be dated before we hear of it. */
const CLOCK_MARGIN_MS = 5000;

/** Looks for the operations of unconfirmed takes in the provider's own list. */
export async function reconcileTakes(context: WorkerContext): Promise<void> {
  for (const account of context.accounts.values()) {
    if (account.provider.listRecent) await reconcileAccount(context, account);
  }
}

async function reconcileAccount(context: WorkerContext, account: Account): Promise<void> {
  const ids = await account.ledger.unconfirmed();
  const records = (await Promise.all(ids.map((id) => context.ledger.take(id)))).filter(
    (take) => take !== null,
  );
  const takes = records.filter(({ state }) => state === 'unconfirmed');
  if (takes.length === 0) return;
  const oldest = Math.min(...takes.map(sentAt));
  const listed = await account.provider.listRecent?.(new Date(oldest - CLOCK_MARGIN_MS), {
    timeoutMs: LIST_TIMEOUT_MS,
  });
  if (!listed) return;
  const [seconds = '0'] = (await context.redis.time()).map(String);
  const now = Number(seconds) * 1000;
  const bound = await account.ledger.boundOperations(listed.operations.map(({ operationId }) => operationId));
  const findings = matchOperations(
    takes.map((take) => toUnconfirmed(context, take, now, listed.clockOffsetMs)),
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

function unboundOf(listed: RecentOperations, bound: ReadonlySet<string>) {
  return listed.operations
    .filter(({ operationId }) => !bound.has(operationId))
    .map(({ createdAt, ...operation }) => ({
      ...operation,
      ...(createdAt === undefined ? {} : { createdAt: Date.parse(createdAt) }),
    }));
}

async function settle(
  context: WorkerContext,
  account: Account,
  { finding, takes }: { finding: Finding; takes: readonly TakeRecord[] },
): Promise<void> {
  const attempt = takes.find(({ id }) => id === finding.take)?.attempt ?? 0;
  const { take } = finding;
  if (finding.kind === 'wait') return;
  if (finding.kind === 'adopt') {
    const { operationId } = finding;
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
  const reply = await account.ledger.requeue({ take, by: { attempt }, cause: 'proved', detail });
  await logTake(context.queues, take, 'proved by the provider’s list: nothing was accepted; back in line');
  return context.doorbell(account.provider.id, reply);
}
