import type { OpenAttempt } from '@cineflow/book';
import { fromOperation, type Finding, type KnownOperation } from '@cineflow/core';
import { logTake } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';

/** Enough for a person to see whose they are. */
const MOST_SUSPECTS = 10;

/** Does with an attempt without an outcome what the provider's list says of it. */
export async function settleFinding(
  context: WorkerContext,
  account: Account,
  { finding, attempt }: { finding: Finding; attempt: OpenAttempt },
): Promise<void> {
  switch (finding.kind) {
    case 'adopt':
      return adopt(context, account, {
        attempt,
        operation: fromOperation({ id: finding.operationId, ref: finding.operationRef }),
      });
    case 'release':
      return release(context, account, attempt);
    case 'wait':
      return nameSuspects(context, attempt, finding.suspects ?? []);
  }
}

async function adopt(
  context: WorkerContext,
  { provider }: Account,
  { attempt, operation }: { attempt: OpenAttempt; operation: KnownOperation },
): Promise<void> {
  const { takeId, attemptId, number } = attempt;
  const { operationId } = operation;
  const detail = { attempt: number, operationId, detail: 'found in the provider’s list' };
  const { moved, verdict } = await context.book.takes.accept({ takeId, attemptId, ...operation, detail });
  await context.followUp(provider.id, { moved });
  // Another round, or the worker that sent it, was quicker.
  if (verdict !== 'accepted' && verdict !== 'second') return;
  context.log.info({ takeId, operationId }, 'unconfirmed create found in the list of the provider');
  await logTake(
    context.queues,
    takeId,
    `found in the provider's list: operation ${operationId}; nothing is paid again`,
  );
}

async function release(context: WorkerContext, { provider }: Account, attempt: OpenAttempt): Promise<void> {
  const { takeId, attemptId, number } = attempt;
  const detail = { attempt: number, detail: 'not in the provider’s list after the settle time' };
  const { moved, verdict } = await context.book.takes.requeue({ takeId, attemptId, by: 'proof', detail });
  await context.followUp(provider.id, { moved, outcome: { takeId, kind: 'proved' } });
  if (verdict === 'stale') return;
  const cause = 'proved by the provider’s list: nothing was accepted';
  if (verdict === 'ended') context.log.warn({ takeId, reason: 'no-answer', cause }, 'take failed');
  else context.log.info({ takeId, cause }, 'unconfirmed create released');
  const then = verdict === 'ended' ? 'equal answers too often, so it failed' : 'back in line';
  await logTake(context.queues, takeId, `${cause}; ${then}`);
}

/** Says what is in the way of a release, when that changed: a person may take days to decide. */
async function nameSuspects(
  context: WorkerContext,
  attempt: OpenAttempt,
  suspects: readonly string[],
): Promise<void> {
  const { takeId, attemptId, take, isCurrent } = attempt;
  const operationIds = suspects.slice(0, MOST_SUSPECTS);
  if (!isCurrent || String(operationIds) === String(take.suspects ?? [])) return;
  await context.book.takes.recordSuspects({ takeId, attemptId, operationIds });
  if (operationIds.length === 0) return;
  const line = `a person must tell: operations without an owner may be its own: ${operationIds.join(', ')}`;
  await logTake(context.queues, takeId, line);
}
