import { setTimeout as sleep } from 'node:timers/promises';
import type { Accepted, TakeRoute } from '@cineflow/book';
import {
  defined,
  firstPollDelay,
  fromOperation,
  type GenerationRequest,
  type LineTake,
  renderKind,
  type RenderTimes,
} from '@cineflow/core';
import { PARKED_MS, type StepResult } from '@cineflow/queue';
import type { CreateOutcome, Evidence } from '@cineflow/providers';
import { isPolledEarly } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { redisTimeMs } from '../maintenance/listed-operations.ts';
import { POLLER_IDLE_MS } from '../poll/poll-operations.ts';
import { microsOf } from './cost-of.ts';
import type { TakeStep } from './take-step.ts';
import { blameFor, decideAfterSubmit, mayFailOver } from './decide-after-submit.ts';
import { leaveLane, moveTo, nextRoute } from './fail-over.ts';
import { logCreate } from './log-create.ts';
import { reachPictures } from './reach-pictures.ts';
import { reportOutcome } from './report-outcome.ts';

/** Maximum wait for the time of Redis, ms. */
const REDIS_PATIENCE_MS = 500;

/** An attempt with a licence, owned by this worker. */
export interface LicensedAttempt extends TakeStep {
  takeId: string;
  attemptId: string;
  /** Number of the attempt, from 1. */
  number: number;
  /** Time of its begin, ms, on the deciding clock; and on the monotonic clock of this process. */
  begunAt: number;
  licensedAt: number;
  request: GenerationRequest;
  model: string;
  /** Rows changed by the begin; Redis is updated while the connection is made. */
  moved: readonly LineTake[];
  /** Whether the send budget is left; asked until the first byte leaves. */
  mayWrite: () => boolean;
}

/**
 * Sends one create and records its outcome. The only caller of a provider's `create`, and only with a licence.
 * Whatever fails in here, nothing is sent a second time.
 */
export async function submitTake(attempt: LicensedAttempt): Promise<StepResult> {
  const outcome = await sendOnce(attempt);
  return outcome.kind === 'accepted' ? recordAccepted(attempt, outcome) : recordNotAccepted(attempt, outcome);
}

/** The connection is made during the last look, to save time. */
async function sendOnce(attempt: LicensedAttempt): Promise<CreateOutcome> {
  const { context, account, mayWrite, moved, attemptId } = attempt;
  let obstacle: string | null = 'the last look is not over yet';
  const ready = lastLook(attempt).then((found) => void (obstacle = found));
  const told = context.followUp(account.provider.id, { moved, witness: attemptId });
  const request = await reachPictures(context, { ...attempt, provider: account.provider });
  const outcome =
    'kind' in request
      ? request
      : await account.provider.create(request, {
          attemptId,
          ready,
          mayWrite: () => obstacle === null && mayWrite(),
          timeoutMs: context.settings.submit.timeoutMs,
        });
  await Promise.all([ready, told]);
  return outcome.kind === 'not-sent' && obstacle !== null
    ? { ...outcome, message: obstacle, ownFault: true }
    : outcome;
}

/** Last look: after a failover since the licence, the book must still have the attempt. Never throws. */
async function lastLook({ context, takeId, attemptId }: LicensedAttempt): Promise<string | null> {
  try {
    return (await context.book.takes.isOwnedBy({ takeId, attemptId }))
      ? null
      : 'the book no longer holds this attempt';
  } catch (error) {
    return `the book cannot be asked: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function recordAccepted(
  attempt: LicensedAttempt,
  outcome: CreateOutcome & { kind: 'accepted' },
): Promise<StepResult> {
  const { context, step, takeId, attemptId, number } = attempt;
  const { evidence, oddCost } = outcome;
  const operation = fromOperation(outcome.operation);
  const { operationId } = operation;
  const costMicros = microsOf(context, outcome.cost);
  const fact = {
    takeId,
    attemptId,
    ...operation,
    ...defined({ costMicros, oddCost }),
    detail: detailOf(number, evidence),
  };
  const entry = { kind: 'accepted', ...fact } as const;
  const reply = await reportOutcome(attempt, () => context.book.takes.accept(fact), entry);
  if (reply.verdict === 'bound') {
    // The id belongs to another take, so this answer proves nothing about ours.
    const message = `operation ${operationId} is bound to another take`;
    return recordNotAccepted(attempt, { kind: 'unconfirmed', message, evidence });
  }
  if (reply.verdict === 'second')
    context.log.error({ takeId, operationId }, 'a second operation was accepted');
  if ('oddCost' in reply) {
    const told = { takeId, operationId, cost: reply.oddCost };
    context.log.error(told, 'a cost out of all proportion was told; the price counts');
  }
  logCreate(context.log, { takeId, attempt: number, outcome, decision: null });
  const times = await followAccepted(attempt, reply);
  await step.log(describeOutcome(number, outcome) + describeEta(times));
  return { kind: 'park', ms: PARKED_MS };
}

async function followAccepted(
  { context, account, takeId, model, request }: LicensedAttempt,
  reply: Accepted,
): Promise<RenderTimes | null> {
  const providerId = account.provider.id;
  const kind = renderKind(model, request);
  const times = await account.renderTimes(kind).catch(() => null);
  const firstPollMs = firstPollDelay(context.poll, times, isPolledEarly(takeId));
  await context.followUp(providerId, {
    moved: reply.moved,
    outcome: { takeId, kind: 'success' },
    firstPollMs,
    kind,
  });
  if (firstPollMs < POLLER_IDLE_MS) wakePoller(context, providerId);
  return times;
}

/** Do not wait: an unwoken poller checks by itself a moment later. */
function wakePoller(context: WorkerContext, providerId: string): void {
  context.wakePoller(providerId).catch((error: unknown) => {
    context.log.warn({ err: error }, 'the poller was not woken');
  });
}

async function recordNotAccepted(
  attempt: LicensedAttempt,
  outcome: Exclude<CreateOutcome, { kind: 'accepted' }>,
): Promise<StepResult> {
  const { context, account, step, takeId, attemptId, number } = attempt;
  const { takes } = context.book;
  const providerId = account.provider.id;
  const next = await findNext(attempt, outcome);
  const decision = decideAfterSubmit(outcome, number, next !== null);
  const detail = { ...detailOf(number, outcome.evidence), detail: outcome.message };
  logCreate(context.log, { takeId, attempt: number, outcome, decision });
  await step.log(describeOutcome(number, outcome));
  if (decision.kind === 'unconfirmed') {
    const by = { attemptId };
    const at = await decidingTime(attempt);
    const { moved, alike = 0 } = await reportOutcome(attempt, () =>
      takes.markUnconfirmed({ takeId, by, at, detail }),
    );
    await context.followUp(providerId, { moved, outcome: { takeId, kind: blameFor(alike) } });
    return { kind: 'park', ms: PARKED_MS };
  }
  const released = { kind: 'released', takeId, attemptId, detail } as const;
  if (decision.kind === 'fail') {
    const { requestId } = outcome.evidence;
    const failure = {
      reason: decision.reason,
      message: outcome.message,
      ...(requestId ? { requestId } : {}),
    };
    const end = { takeId, event: 'refuse', attemptId, failure, detail } as const;
    const { moved } = await reportOutcome(attempt, () => takes.end(end), released);
    await context.followUp(providerId, { moved });
    return { kind: 'failed', message: `${decision.reason}: ${outcome.message}` };
  }
  const requeue = { takeId, attemptId, by: 'holder', detail } as const;
  const { moved } = await reportOutcome(attempt, () => takes.requeue(requeue), released);
  const { cause, throttleMs, backoffMs } = decision;
  // Of a fault of our own people want to know which.
  const note = cause === 'own' ? outcome.message : undefined;
  const said = { takeId, kind: cause, throttleMs, backoffMs, ...defined({ note }) };
  const admitted = await context.followUp(providerId, { moved, outcome: said });
  if (next !== null) return failOver(attempt, next, outcome);
  // The take may be admitted again at once; its own job is running, so it cannot be woken.
  return { kind: 'park', ms: admitted.includes(takeId) ? 0 : PARKED_MS };
}

/** Another route, where this one sent or bought nothing for a reason of its own. The outcome is recorded in any case. */
async function findNext(
  attempt: LicensedAttempt,
  outcome: Exclude<CreateOutcome, { kind: 'accepted' }>,
): Promise<TakeRoute | null> {
  if (!mayFailOver(outcome)) return null;
  const sameAccount = outcome.kind === 'refused' && ['busy', 'retired'].includes(outcome.refusal);
  return nextRoute(attempt, { sameAccount }).catch((error: unknown) => {
    attempt.context.log.warn({ err: error, takeId: attempt.takeId }, 'no other route was looked for');
    return null;
  });
}

async function failOver(
  attempt: LicensedAttempt,
  { rank }: TakeRoute,
  outcome: Exclude<CreateOutcome, { kind: 'accepted' }>,
): Promise<StepResult> {
  const { context, account } = attempt;
  const refusal = outcome.kind === 'refused' ? outcome.refusal : null;
  const because = `${refusal ?? outcome.kind}: ${outcome.message}`;
  await moveTo(attempt, rank, { because, failed: refusal === 'retired' ? 'retired' : 'unusable' });
  // The lane is stopped now: the others need not find out one by one.
  if (refusal === 'auth' || refusal === 'balance') await leaveLane(context, account);
  return { kind: 'park', ms: 0 };
}

/** Current time of the clock of `begunAt`. Without Redis: its start plus the time this process has measured. */
async function decidingTime({ context, begunAt, licensedAt }: LicensedAttempt): Promise<number> {
  const told = await Promise.race([redisTimeMs(context.redis).catch(() => 0), sleep(REDIS_PATIENCE_MS, 0)]);
  return Math.max(told, begunAt + Math.ceil(performance.now() - licensedAt));
}

function detailOf(attempt: number, { requestId, status }: Evidence) {
  return { attempt, ...(requestId ? { requestId } : {}), ...(status ? { status } : {}) };
}

function describeEta(times: RenderTimes | null): string {
  if (times === null) return '';
  const [usual, late] = [times.p50, times.p90].map((ms) => Math.round(ms / 100) / 10);
  return `; renders like this one take ${usual} s (p50) to ${late} s (p90)`;
}

function describeOutcome(attempt: number, outcome: CreateOutcome): string {
  const { status, requestId, elapsedMs } = outcome.evidence;
  const facts = [
    status && `HTTP ${status}`,
    requestId && `request ${requestId}`,
    `${Math.round(elapsedMs)} ms`,
  ];
  const what = outcome.kind === 'accepted' ? `operation ${outcome.operation.id}` : outcome.message;
  return `attempt ${attempt} ${outcome.kind}: ${what} (${facts.filter(Boolean).join(', ')})`;
}
