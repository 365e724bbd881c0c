import { firstPollDelay, type Order, type RenderTimes } from '@cineflow/core';
import { PARKED_MS, type Step, type StepResult, type TakeJob } from '@cineflow/queue';
import type { Evidence, SubmitOutcome } from '@cineflow/providers';
import { isScout, type Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { armAttempt } from './arm-attempt.ts';
import { decideAfterSubmit } from './decide-after-submit.ts';
import { POLLER_IDLE_MS } from './poll-operations.ts';
import { noteOutcome, reportAccepted } from './note-outcome.ts';

/** One attempt this worker holds. */
export interface OpenAttempt {
  context: WorkerContext;
  account: Account;
  step: Step<TakeJob>;
  take: string;
  holder: string;
  /** Number of the attempt, from 1. */
  number: number;
  /** Redis time of its begin, ms. */
  begunAt: number;
  order: Order;
  model: string;
  /** Whether the send budget is not used up; asked until the first byte leaves. */
  mayWrite: () => boolean;
}

/**
 * Sends one create and writes down what became of it. The only caller of a provider's `submit`, and only
 * after `begin` said go; whatever happens in here, nothing is sent a second time.
 */
export async function submitTake(attempt: OpenAttempt): Promise<StepResult> {
  const { context, take } = attempt;
  const outcome = await sendOnce(attempt);
  // First of all to the disk of this worker: Redis may be away just now, for as long as it likes.
  await noteOutcome(attempt, outcome);
  context.log.info(
    { take, attempt: attempt.number, outcome: outcome.kind, ...outcome.evidence },
    'create answered',
  );
  if (outcome.kind === 'accepted') return recordAccepted(attempt, outcome);
  return recordNotAccepted(attempt, outcome);
}

/** The provider is called while the attempt is being armed, so that the connection stands when it is. */
async function sendOnce(attempt: OpenAttempt): Promise<SubmitOutcome> {
  const { context, account, mayWrite } = attempt;
  let obstacle: string | null = 'it is not armed yet';
  const ready = armAttempt(attempt).then((found) => void (obstacle = found));
  const outcome = await account.provider.submit(attempt.order, {
    ready,
    mayWrite: () => obstacle === null && mayWrite(),
    timeoutMs: context.settings.submit.timeoutMs,
  });
  await ready;
  return outcome.kind === 'not-sent' && obstacle !== null
    ? { ...outcome, message: obstacle, ownFault: true }
    : outcome;
}

async function recordAccepted(
  attempt: OpenAttempt,
  outcome: SubmitOutcome & { kind: 'accepted' },
): Promise<StepResult> {
  const { context, account, step, take, number } = attempt;
  const times = await account.renderTimes(attempt.model);
  const firstPollMs = firstPollDelay(context.poll, times, isScout(take));
  const { operationId, costCents, evidence } = outcome;
  const reply = await reportAccepted(context, account, {
    take,
    operationId,
    firstPollMs,
    ...(costCents === undefined ? {} : { costCents }),
    detail: { ...detailOf(number, evidence), operationId },
  });
  if (reply.verdict === 'bound') {
    // The id belongs to another take: this answer proves nothing about ours.
    return recordNotAccepted(attempt, {
      kind: 'unconfirmed',
      message: `operation ${operationId} is bound`,
      evidence,
    });
  }
  if (reply.verdict === 'second') context.log.error({ take, operationId }, 'a second operation was accepted');
  if (firstPollMs < POLLER_IDLE_MS) wakePoller(context, account.provider.id);
  await Promise.all([
    context.doorbell(account.provider.id, reply),
    step.log(describeOutcome(number, outcome) + describeEta(times)),
  ]);
  return { kind: 'park', ms: PARKED_MS };
}

/** Nobody waits for it: a poller that is not woken looks by itself a moment later. */
function wakePoller(context: WorkerContext, provider: string): void {
  context.wakePoller(provider).catch((error: unknown) => {
    context.log.warn({ err: error }, 'the poller was not woken');
  });
}

async function recordNotAccepted(
  attempt: OpenAttempt,
  outcome: Exclude<SubmitOutcome, { kind: 'accepted' }>,
): Promise<StepResult> {
  const { context, account, step, take, holder, number } = attempt;
  const decision = decideAfterSubmit(outcome, number);
  const detail = { ...detailOf(number, outcome.evidence), detail: outcome.message };
  if (decision.kind === 'doubt') {
    const reply = await account.ledger.doubt({ take, by: { holder }, countsAsError: true, detail });
    await context.doorbell(account.provider.id, reply);
    await step.log(describeOutcome(number, outcome));
    return { kind: 'park', ms: PARKED_MS };
  }
  if (decision.kind === 'fail') {
    const requestId = outcome.evidence.requestId;
    const failure = {
      reason: decision.reason,
      message: outcome.message,
      ...(requestId ? { requestId } : {}),
    };
    const reply = await account.ledger.fail({ take, event: 'refuse', holder, failure, detail });
    await context.doorbell(account.provider.id, {
      ...reply,
      admitted: reply.admitted.filter((id) => id !== take),
    });
    await step.log(describeOutcome(number, outcome));
    return { kind: 'failed', message: `${decision.reason}: ${outcome.message}` };
  }
  const reply = await account.ledger.requeue({ take, by: { holder }, ...decision, detail });
  await context.doorbell(account.provider.id, reply);
  await step.log(describeOutcome(number, outcome));
  // It may have been given the next permit at once; its own job is running, so no bell would reach it.
  return { kind: 'park', ms: reply.admitted.includes(take) ? 0 : PARKED_MS };
}

function detailOf(attempt: number, { requestId, status }: Evidence) {
  return { attempt, ...(requestId ? { requestId } : {}), ...(status ? { status } : {}) };
}

function describeEta(times: RenderTimes | null): string {
  if (times === null) return '';
  const [usual, late] = [times.p50, times.p90].map((ms) => Math.round(ms / 100) / 10);
  return `; renders of this model take ${usual} s (p50) to ${late} s (p90)`;
}

function describeOutcome(attempt: number, outcome: SubmitOutcome): string {
  const { status, requestId, elapsedMs } = outcome.evidence;
  const facts = [
    status && `HTTP ${status}`,
    requestId && `request ${requestId}`,
    `${Math.round(elapsedMs)} ms`,
  ];
  const what = outcome.kind === 'accepted' ? `operation ${outcome.operationId}` : outcome.message;
  return `attempt ${attempt} ${outcome.kind}: ${what} (${facts.filter(Boolean).join(', ')})`;
}
