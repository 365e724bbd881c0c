import { isFinal } from '@cineflow/core';
import type { Begun } from '@cineflow/ledger';
import { PARKED_MS, requestCollect, type Step, type StepResult, type TakeJob } from '@cineflow/queue';
import { nanoid } from 'nanoid';
import type { Account } from '../accounts.ts';
import { accountOf, type WorkerContext } from '../context.ts';
import { reuseFilm } from './reuse-film.ts';
import { startSendBudget } from './send-budget.ts';
import { submitTake } from './submit-take.ts';
import { takeOverAttempt } from './take-over-attempt.ts';

const PARK: StepResult = { kind: 'park', ms: PARKED_MS };
const NO_ACCOUNT_MS = 30_000;
/** The barrier usually stands for less than a second. */
const BARRIER_MS = 500;

/**
 * The one processor of queue `takes`: looks at where a take is and does the next thing, if there is one
 * to do. It can run at any time and any number of times; what may be done is decided by `begin`.
 */
export async function advanceTake(context: WorkerContext, step: Step<TakeJob>): Promise<StepResult> {
  const account = accountOf(context, step.data.provider);
  if (!account) {
    await step.log(`no account for provider ${step.data.provider} on this worker`);
    return { kind: 'park', ms: NO_ACCOUNT_MS };
  }
  // The deadline for the first byte starts before anything is asked: a frozen worker must not be late.
  const mayWrite = startSendBudget(context.sendBudgetMs);
  const attempt = { take: step.data.take, holder: nanoid() };
  const begun = await account.ledger.begin(attempt);
  await context.doorbell(account.provider.id, begun);
  switch (begun.verdict) {
    case 'go':
      return submitTake({
        ...attempt,
        context,
        account,
        step,
        mayWrite,
        number: begun.attempt,
        begunAt: begun.now,
        order: begun.order,
        model: begun.model,
      });
    case 'reuse':
      return reuseFilm({ context, account, step }, begun);
    case 'follow':
      await step.log('the same content is being made for another take; waiting for its film');
      return PARK;
    case 'no-permit':
      return PARK;
    case 'over-budget':
      await step.log('its price does not fit into the budget; it waits for money');
      return PARK;
    case 'barrier':
      await step.log('Redis was restarted or lost data: nothing is sent before the journals were compared');
      return { kind: 'park', ms: BARRIER_MS };
    case 'unknown':
      return { kind: 'done', value: 'this take was never published' };
    case 'moved-on':
      return resume({ context, account, step }, begun);
  }
}

/** What a job does whose take is past the queue: mostly nothing, others carry it on. */
async function resume(
  job: { context: WorkerContext; account: Account; step: Step<TakeJob> },
  { state, film, failure }: Begun & { verdict: 'moved-on' },
): Promise<StepResult> {
  if (state === 'submitting') return takeOverAttempt(job);
  if (state === 'collecting') await requestCollect(job.context.queues, job.step.data);
  if (!isFinal(state)) return PARK;
  if (state === 'failed') return { kind: 'failed', message: failure?.message ?? 'failed' };
  return { kind: 'done', value: film?.key ?? state };
}
