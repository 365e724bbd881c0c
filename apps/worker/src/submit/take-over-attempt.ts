import { PARKED_MS, type StepResult } from '@cineflow/queue';
import { redisTimeMs } from '../maintenance/listed-operations.ts';
import type { TakeStep } from './take-step.ts';

/** Margin over the send budget for clock drift and the write itself, ms. */
export const SEND_MARGIN_MS = 1000;

/** Cause of an attempt without an outcome. */
export const NOT_REPORTED = 'the worker that sent it did not report';

/**
 * Handles an attempt whose worker died or is frozen. After its send budget it can no longer write, but may have
 * written.
 * So the take becomes unconfirmed and is never simply sent again.
 */
export async function takeOverAttempt({ context, account, step }: TakeStep): Promise<StepResult> {
  const reply = await context.book.takes.markUnconfirmed({
    takeId: step.data.takeId,
    by: { olderThanMs: context.sendBudgetMs + SEND_MARGIN_MS },
    at: await redisTimeMs(context.redis),
    detail: { detail: NOT_REPORTED },
  });
  if (reply.verdict === 'wait') return { kind: 'park', ms: (reply.waitMs ?? 0) + 50 };
  if (reply.verdict === 'unconfirmed') {
    context.log.warn({ takeId: step.data.takeId, cause: NOT_REPORTED }, 'create unconfirmed');
    await step.log('its worker did not report: unconfirmed until the provider lists it');
  }
  await context.followUp(account.provider.id, { moved: reply.moved });
  return { kind: 'park', ms: PARKED_MS };
}
