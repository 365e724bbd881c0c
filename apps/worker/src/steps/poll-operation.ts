import type { Failure } from '@cineflow/contracts';
import { nextPollDelay } from '@cineflow/core';
import type { DueClaim, Reschedule } from '@cineflow/ledger';
import type { PollOutcome } from '@cineflow/providers';
import { logTake, requestCollect, ringTake } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';

export interface PollTask {
  context: WorkerContext;
  account: Account;
  claim: DueClaim;
  timeoutMs: number;
}

/** What one poll leads to. `answered` is null where the answer says nothing about the provider's health. */
export interface Polled {
  again?: Reschedule;
  answered: boolean | null;
}

/** Some providers know a new operation only after a while. */
const NOT_FOUND_GRACE_MS = 600_000;

/** Asks once for one operation and writes down a final answer at once, so that its permit is free. */
export async function pollOperation(task: PollTask): Promise<Polled> {
  const { context, account, claim } = task;
  const outcome = await account.provider.poll(claim.operationId, { timeoutMs: task.timeoutMs });
  if (outcome.kind === 'completed') return recordRendered(task, outcome);
  if (outcome.kind === 'failed') return recordFailed(task, outcome.reason, outcome);
  if (outcome.kind === 'not-found' && claim.ageMs > NOT_FOUND_GRACE_MS) {
    return recordFailed(task, 'not-found', outcome);
  }
  if (claim.state === 'rendering' && claim.ageMs > context.poll.limitMs) await markOverdue(task);
  if (outcome.kind === 'error' && outcome.cause === 'auth') {
    await context.doorbell(account.provider.id, await account.lane.isolate('auth'));
  }
  return { again: reschedule(task, outcome), answered: answeredBy(outcome) };
}

async function recordRendered(task: PollTask, outcome: PollOutcome & { kind: 'completed' }): Promise<Polled> {
  const { context, account, claim } = task;
  const { take, operationId } = claim;
  const detail = requestOf(outcome);
  const reply = await account.ledger.rendered({ take, operationId, link: outcome.url, detail });
  await context.doorbell(account.provider.id, reply);
  if (reply.verdict === 'collecting') {
    await requestCollect(context.queues, { take, provider: account.provider.id });
  }
  return { answered: true };
}

async function recordFailed(
  { context, account, claim }: PollTask,
  reason: Failure['reason'],
  outcome: PollOutcome & { message: string },
): Promise<Polled> {
  const { take } = claim;
  const detail = { ...requestOf(outcome), detail: outcome.message };
  const failure = { reason, message: outcome.message, ...requestOf(outcome) };
  const reply = await account.ledger.fail({ take, event: 'fail', failure, detail });
  await context.doorbell(account.provider.id, reply);
  await logTake(context.queues, take, `the render failed (${reason}): ${outcome.message}`);
  await ringTake(context.queues, { take, provider: account.provider.id }, 0);
  return { answered: true };
}

async function markOverdue({ context, account, claim }: PollTask): Promise<void> {
  await account.ledger.overdue(claim.take);
  await logTake(
    context.queues,
    claim.take,
    'overdue: still asked for, ever more rarely, and never paid again',
  );
}

function reschedule({ context, claim }: PollTask, outcome: PollOutcome): Reschedule {
  const usual = nextPollDelay(context.poll, claim.ageMs);
  if (outcome.kind === 'error') {
    return {
      take: claim.take,
      delayMs: Math.max(outcome.retryAfterMs ?? 0, Math.min(context.poll.maxMs, usual * 2)),
    };
  }
  const progress = outcome.kind === 'pending' ? outcome.progress : undefined;
  return { take: claim.take, delayMs: usual, ...(progress === undefined ? {} : { progress }) };
}

function answeredBy(outcome: PollOutcome): boolean | null {
  if (outcome.kind !== 'error') return true;
  return outcome.cause === 'auth' ? null : false;
}

function requestOf(outcome: PollOutcome): { requestId?: string } {
  const { requestId } = outcome.evidence;
  return requestId === undefined ? {} : { requestId };
}
