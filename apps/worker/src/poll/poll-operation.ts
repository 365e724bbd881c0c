import { BookError } from '@cineflow/book';
import type { Failure } from '@cineflow/contracts';
import {
  defined,
  isRenderTime,
  nextPollDelay,
  type RenderTimes,
  spreadDelay,
  toOperation,
} from '@cineflow/core';
import type { DueClaim, Reschedule } from '@cineflow/limiter';
import { THROTTLED_MS } from '@cineflow/platform';
import type { PollOutcome, Refund } from '@cineflow/providers';
import { logTake, requestCollect, wakeTake } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { isReallyGone } from './is-really-gone.ts';
import { learnedFrom } from './learned-from.ts';
import { BOOK_AWAY_MS, sayBookAway } from '../say-book-away.ts';
import { refundMicrosOf } from '../submit/cost-of.ts';

/** One round of a poller for one account. */
export interface PollRound {
  context: WorkerContext;
  account: Account;
  /** Deadline of all answers (performance.now). */
  deadline: number;
}

export interface PollTask extends PollRound {
  claim: DueClaim;
  /** Polled together with others in one request. */
  isShared?: boolean;
}

/** Result of one poll. `answered` is null if the answer says nothing about the provider's health. */
export interface Polled {
  again?: Reschedule;
  answered: boolean | null;
  /** The provider's Retry-After for polls, ms. */
  throttleMs?: number;
}

/** Operations asked for singly at the same time by one poller. */
export const SINGLES = 50;
/** Asks singly for operations, all at the same time. */
export async function pollEach(round: PollRound, claims: readonly DueClaim[]): Promise<Polled[]> {
  return Promise.all(claims.map((claim) => pollOperation({ ...round, claim })));
}

async function pollOperation(task: PollTask): Promise<Polled> {
  const { account, claim, deadline } = task;
  const timeoutMs = Math.max(1, deadline - performance.now());
  return settlePoll(task, await account.provider.poll(toOperation(claim), { timeoutMs }));
}

/** Records a final answer at once, so that its permit is free. */
export async function settlePoll(task: PollTask, outcome: PollOutcome): Promise<Polled> {
  try {
    return await settle(task, outcome);
  } catch (error) {
    if (!(error instanceof BookError)) throw error;
    const { takeId } = task.claim;
    task.context.log.warn({ err: error, takeId }, 'the book takes no answer of a poll; it is asked again');
    await sayBookAway(task.account, takeId, error);
    return { again: { takeId, delayMs: BOOK_AWAY_MS }, answered: null };
  }
}

async function settle(task: PollTask, outcome: PollOutcome): Promise<Polled> {
  const { context, account, claim } = task;
  if (outcome.kind === 'completed') return recordRendered(task, outcome);
  if (outcome.kind === 'failed') return recordFailed(task, outcome.reason, outcome);
  if (outcome.kind === 'not-found' && (await isReallyGone(account, claim)))
    return recordFailed(task, 'not-found', outcome);
  if (claim.state === 'rendering' && claim.ageMs > context.poll.limitMs) await markOverdue(task);
  if (outcome.kind === 'error' && outcome.cause === 'auth') {
    await context.wake(account.provider.id, await account.lane.isolate('auth'));
  }
  return { again: await reschedule(task, outcome), answered: answeredBy(outcome), ...throttleOf(outcome) };
}

async function recordRendered(task: PollTask, outcome: PollOutcome & { kind: 'completed' }): Promise<Polled> {
  const { context, account, claim } = task;
  const { takeId, operationId } = claim;
  const render = { takeId, operationId, output: outcome.output, detail: requestOf(outcome) };
  const { verdict, moved, renderMs } = await context.book.takes.render(render);
  const isLearned = renderMs !== undefined && (await isLearnable(task, renderMs));
  await context.followUp(account.provider.id, { moved, ...(isLearned ? { renderMs } : {}) });
  if (verdict === 'collecting')
    await requestCollect(context.queues, { takeId, providerId: account.provider.id });
  return { answered: true };
}

/** Unknown start without an observed acceptance; without polls it may have ended long ago. */
async function isLearnable({ context, account, claim }: PollTask, renderMs: number): Promise<boolean> {
  const { kind, runningMs } = claim;
  if (kind === undefined) return false;
  const known = await timesOf(account, kind);
  return isRenderTime(context.poll, { renderMs, known, ...defined({ runningMs }) });
}

async function timesOf(account: Account, kind: string | undefined): Promise<RenderTimes | null> {
  return kind === undefined ? null : account.renderTimes(kind).catch(() => null);
}

async function recordFailed(
  task: PollTask,
  reason: Failure['reason'],
  outcome: PollOutcome & { message: string },
): Promise<Polled> {
  const { context, account, claim } = task;
  const { takeId, operationId } = claim;
  const detail = { ...requestOf(outcome), detail: outcome.message };
  const failure = { reason, message: outcome.message, ...requestOf(outcome) };
  const refund =
    outcome.kind === 'failed' ? (outcome.refund ?? (await refundByRule(task, outcome))) : undefined;
  if (refund === undefined) account.charges.isDue = true;
  const refundMicros = refundMicrosOf(context, refund);
  const end = { takeId, event: 'fail', operationId, failure, refundMicros, detail } as const;
  const { moved } = await context.book.takes.end(end);
  await context.followUp(account.provider.id, { moved });
  context.log.warn({ takeId, operationId, reason, cause: outcome.message }, 'render failed');
  await logTake(context.queues, takeId, `the render failed (${reason}): ${outcome.message}`);
  await wakeTake(context.queues, { takeId, providerId: account.provider.id }, 0);
  return { answered: true };
}

/** What the model's row says of a failure the provider says nothing of money about. */
async function refundByRule(
  { context, account, claim }: PollTask,
  { reason }: PollOutcome & { kind: 'failed' },
): Promise<Refund | undefined> {
  const { models } = account.provider;
  if (models.every(({ refunds = [] }) => refunds.length === 0)) return undefined;
  const take = await context.book.takes.read({ takeId: claim.takeId });
  const row = models.find(({ id }) => id === take?.model);
  return row?.refunds?.includes(reason) === true ? 'all' : undefined;
}

async function markOverdue({ context, account, claim }: PollTask): Promise<void> {
  const { moved } = await context.book.takes.markOverdue({ takeId: claim.takeId });
  await context.followUp(account.provider.id, { moved });
  if (moved.length > 0)
    context.log.warn({ takeId: claim.takeId, operationId: claim.operationId }, 'take overdue');
  const line = 'overdue: still asked for, ever more rarely, and never paid again';
  await logTake(context.queues, claim.takeId, line);
}

/**
 * Jitter keeps operations accepted together from bursting. Those due at nearly the same time share a round
 * (claim-due.lua).
 */
async function reschedule(task: PollTask, outcome: PollOutcome): Promise<Reschedule> {
  const { context, account, claim, isShared } = task;
  const { takeId, ageMs } = claim;
  const known = await timesOf(account, claim.kind);
  const usual = spreadDelay(
    nextPollDelay(context.poll, ageMs, { known, ...(isShared ? { isShared } : {}) }),
    Math.random(),
  );
  const delayMs =
    outcome.kind === 'error'
      ? Math.max(outcome.retryAfterMs ?? 0, Math.min(context.poll.maxMs, usual * 2))
      : usual;
  return { takeId, delayMs, ...learnedFrom(outcome, claim) };
}

function throttleOf(outcome: PollOutcome): { throttleMs?: number } {
  if (outcome.kind !== 'error' || outcome.cause !== 'throttled') return {};
  return { throttleMs: outcome.retryAfterMs ?? THROTTLED_MS };
}

function answeredBy(outcome: PollOutcome): boolean | null {
  if (outcome.kind !== 'error') return true;
  return outcome.cause === 'auth' ? null : false;
}

function requestOf(outcome: PollOutcome): { requestId?: string } {
  const { requestId } = outcome.evidence;
  return requestId === undefined ? {} : { requestId };
}
