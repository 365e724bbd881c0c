import type { Finding } from '@cineflow/core';
import type { TakeRecord } from '@cineflow/ledger';
import { logTake } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';

/** So many are enough for a person to see whose they are. */
const MOST_SUSPECTS = 10;

/** Does with an unconfirmed take what the provider's list says of it. */
export async function settleFinding(
  context: WorkerContext,
  account: Account,
  { finding, take }: { finding: Finding; take: TakeRecord },
): Promise<void> {
  switch (finding.kind) {
    case 'adopt':
      return adopt(context, account, { take, operationId: finding.operationId });
    case 'release':
      return release(context, account, take);
    case 'wait':
      return nameSuspects(context, account, { take, suspects: finding.suspects ?? [] });
  }
}

async function adopt(
  context: WorkerContext,
  { provider, ledger }: Account,
  { take, operationId }: { take: TakeRecord; operationId: string },
): Promise<void> {
  await context.journal.append({ kind: 'accepted', ...attemptOf(take, provider.id), operationId });
  const detail = { attempt: take.attempt, operationId, detail: 'found in the provider’s list' };
  const reply = await ledger.accepted({ take: take.id, operationId, firstPollMs: 0, detail });
  const line = `found in the provider's list: operation ${operationId}; nothing is paid again`;
  await logTake(context.queues, take.id, line);
  return context.doorbell(provider.id, reply);
}

async function release(
  context: WorkerContext,
  { provider, ledger }: Account,
  take: TakeRecord,
): Promise<void> {
  const { id, attempt, holder = '' } = take;
  const detail = { attempt, detail: 'not in the provider’s list after the settle time' };
  const reply = await ledger.requeue({ take: id, by: { holder, attempt }, cause: 'proved', detail });
  if (reply.verdict === 'requeued')
    await context.journal.append({ kind: 'closed', ...attemptOf(take, provider.id), holder });
  await logTake(context.queues, id, 'proved by the provider’s list: nothing was accepted; back in line');
  return context.doorbell(provider.id, reply);
}

/** Says what is in the way of a release, when that changed: a person may take days to decide. */
async function nameSuspects(
  context: WorkerContext,
  { ledger }: Account,
  { take, suspects }: { take: TakeRecord; suspects: readonly string[] },
): Promise<void> {
  const some = suspects.slice(0, MOST_SUSPECTS);
  if (String(some) === String(take.suspects ?? [])) return;
  await ledger.suspect(take.id, take.attempt, some);
  if (some.length === 0) return;
  const line = `a person must tell: operations that nobody owns may be its own: ${some.join(', ')}`;
  await logTake(context.queues, take.id, line);
}

function attemptOf({ id, attempt, begunAt = 0 }: TakeRecord, provider: string) {
  return { at: begunAt, provider, take: id, attempt };
}
