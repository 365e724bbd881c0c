import { PARKED_MS, type Step, type StepResult, type TakeJob } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';

/** Margin in ms over the send budget, for the clock and the write itself. */
const MARGIN_MS = 1000;

/**
 * Another worker began this attempt and did not finish it: it died, or it is frozen. Once its send budget
 * is over it cannot write any more, but it may have written; so the take becomes unconfirmed, and is
 * never simply sent again.
 */
export async function takeOverAttempt(job: {
  context: WorkerContext;
  account: Account;
  step: Step<TakeJob>;
}): Promise<StepResult> {
  const { context, account, step } = job;
  const reply = await account.ledger.doubt({
    take: step.data.take,
    by: { olderThanMs: context.sendBudgetMs + MARGIN_MS },
    countsAsError: false,
    detail: { detail: 'the worker that sent it did not report' },
  });
  if (reply.verdict === 'wait') return { kind: 'park', ms: (reply.waitMs ?? 0) + 50 };
  if (reply.verdict === 'unconfirmed')
    await step.log('its worker did not report: unconfirmed until the provider lists it');
  await context.doorbell(account.provider.id, reply);
  return { kind: 'park', ms: PARKED_MS };
}
