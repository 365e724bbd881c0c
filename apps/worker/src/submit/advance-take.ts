import { BookError, type Begun } from '@cineflow/book';
import { isFinal } from '@cineflow/core';
import { PARKED_MS, requestCollect, type Step, type StepResult, type TakeJob } from '@cineflow/queue';
import { nanoid } from 'nanoid';
import { reuseClip } from '../collect/reuse-clip.ts';
import { accountOf, dailyBudgetMicros, type WorkerContext } from '../context.ts';
import { maySend } from '../recovery/recovering.ts';
import { BOOK_AWAY_MS, sayBookAway } from '../say-book-away.ts';
import { startSendBudget } from './send-budget.ts';
import { leaveLane, moveTo } from './fail-over.ts';
import { submitTake } from './submit-take.ts';
import { breakLink } from './break-link.ts';
import { takeOverAttempt } from './take-over-attempt.ts';
import type { TakeStep } from './take-step.ts';

const PARK: StepResult = { kind: 'park', ms: PARKED_MS };
const NO_ACCOUNT_MS = 30_000;
/** A closed epoch usually opens within a second. */
const RECOVERING_MS = 500;

/**
 * The only processor of queue `takes`: checks the state of a take and does its next step, if any.
 * It may run at any time, any number of times; the book decides what is allowed.
 */
export async function advanceTake(context: WorkerContext, step: Step<TakeJob>): Promise<StepResult> {
  const account = accountOf(context, step.data.providerId);
  if (!account) {
    await step.log(`no account for provider ${step.data.providerId} on this worker`);
    return { kind: 'park', ms: NO_ACCOUNT_MS };
  }
  await account.checked;
  const job = { context, account, step };
  try {
    return await advance(job);
  } catch (error) {
    if (!(error instanceof BookError)) throw error;
    return waitForBook(job, error);
  }
}

async function advance(job: TakeStep): Promise<StepResult> {
  const { context, account, step } = job;
  const takeId = step.data.takeId;
  // The deadline for the first byte starts before any query: a frozen worker must not write late.
  const mayWrite = startSendBudget(context.sendBudgetMs);
  const look = await account.line.look({ takeId });
  if (look.providerId !== undefined && look.providerId !== account.provider.id) {
    await step.update({ takeId, providerId: look.providerId });
    return { kind: 'park', ms: 0 };
  }
  if (look.epoch === null || !maySend(context.recovering)) return { kind: 'park', ms: RECOVERING_MS };
  // The take keeps its permit and is woken periodically while the lane is isolated.
  if (look.permit && look.isolated && look.state === 'queued') return waitForLane(job);
  const attempt = { takeId, attemptId: nanoid() };
  const begun = await begin(context, mayWrite, {
    ...attempt,
    epoch: look.permit ? look.epoch : null,
    knownVersion: look.version,
    at: look.now,
    dailyBudgetMicros: dailyBudgetMicros(context),
  });
  if (begun.verdict === 'go') {
    const { number, now, request, model, moved } = begun;
    const begunAt = { begunAt: now, licensedAt: performance.now() };
    return submitTake({ ...job, ...attempt, ...begunAt, mayWrite, number, request, model, moved });
  }
  return follow(job, begun);
}

/** An admitted take keeps its permit until the lane is open again, unless it has another route. */
async function waitForLane({ context, account, step }: TakeStep): Promise<StepResult> {
  const moved = await leaveLane(context, account);
  return moved.includes(step.data.takeId) ? { kind: 'park', ms: 0 } : PARK;
}

/** Asks for the licence. After a lost answer, the same id repeats the call safely. */
async function begin(
  context: WorkerContext,
  mayWrite: () => boolean,
  args: Parameters<WorkerContext['book']['takes']['begin']>[0],
): Promise<Begun> {
  for (;;) {
    try {
      return await context.book.takes.begin(args);
    } catch (error) {
      if (!(error instanceof BookError) || error.kind !== 'unknown') throw error;
      if (mayWrite()) continue;
      // The deadline has passed and nothing was sent: release the attempt when the book is back.
      const { takeId, attemptId } = args;
      const detail = { detail: 'the book did not answer in time; nothing was sent' };
      await context.journal.append({ kind: 'released', takeId, attemptId, detail });
      throw error;
    }
  }
}

async function follow(job: TakeStep, begun: Exclude<Begun, { verdict: 'go' }>): Promise<StepResult> {
  const { context, account, step } = job;
  const { takeId } = step.data;
  const providerId = account.provider.id;
  // This job is running: updating Redis must not depend on a wake.
  const admitted = await context.followUp(providerId, { moved: begun.moved });
  switch (begun.verdict) {
    case 'reuse':
      return reuseClip(job, begun);
    case 'follow':
      await step.log('waiting for the clip of another take: the same one, or that of the shot before');
      return PARK;
    case 'elsewhere':
      await moveTo({ context, account, takeId }, begun.rank, { because: 'its clip is there, or being made' });
      return { kind: 'park', ms: 0 };
    case 'broken':
      return breakLink(job);
    case 'budget': {
      const { budgetId, detail } = begun;
      await context.wake(providerId, await account.line.parkForBudget({ takeId, budgetId, detail }));
      await step.log(`its price does not fit: ${detail}`);
      return PARK;
    }
    case 'rolled-back':
      await context.epochs.close();
      context.recovering.suspect();
      context.log.error({ takeId }, 'the book knows less of a take than Redis: nothing is sent');
      return { kind: 'park', ms: RECOVERING_MS };
    case 'epoch':
      return { kind: 'park', ms: RECOVERING_MS };
    case 'unknown':
      await context.wake(providerId, await account.line.drop({ takeIds: [takeId] }));
      return { kind: 'done', value: 'there is no such take' };
    case 'no-permit':
    case 'paused':
      return admitted.includes(takeId) ? { kind: 'park', ms: 0 } : PARK;
    case 'moved-on':
      return resume(job, begun);
  }
}

/** The job of a take that left the queue: usually nothing, other jobs continue it. */
async function resume(
  job: TakeStep,
  { state, clip, failure }: Begun & { verdict: 'moved-on' },
): Promise<StepResult> {
  if (state === 'submitting') return takeOverAttempt(job);
  if (state === 'collecting') await requestCollect(job.context.queues, job.step.data);
  if (!isFinal(state)) return PARK;
  if (state === 'failed') return { kind: 'failed', message: failure?.message ?? 'failed' };
  return { kind: 'done', value: clip?.key ?? state };
}

/** The take keeps its permit and shows its wait reason. */
async function waitForBook({ account, step, context }: TakeStep, error: BookError): Promise<StepResult> {
  context.log.warn({ err: error, takeId: step.data.takeId }, 'the book is away; nothing is sent');
  await sayBookAway(account, step.data.takeId, error);
  return { kind: 'park', ms: BOOK_AWAY_MS };
}
