import { GiveUpRequest, GivenUp } from '@cineflow/contracts';
import type { TakeRecord } from '@cineflow/book';
import { defined, toCents } from '@cineflow/core';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { findTake } from '../storyboards/find-take.ts';
import { readTakeViews } from '../storyboards/take-views.ts';
import { TakePath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds POST /v1/takes/:id/give-up. */
export function giveUp(app: App, context: Context): void {
  app.route({
    method: 'POST',
    url: '/v1/takes/:id/give-up',
    config: { scope: 'order' },
    schema: {
      operationId: 'giveUpTake',
      tags: ['takes'],
      summary: 'End a take whose render never ends, or whose clip cannot be fetched',
      description:
        'For takes that are `overdue` or `collecting`: they fail with `gave-up`, and their permit is free. What was ' +
        'charged stays charged, nothing is paid again, and the provider may still count the operation as running.',
      params: TakePath,
      body: GiveUpRequest,
      response: { 200: GivenUp, ...problemAnswers(400, 404, 409, 415, 503) },
    },
    handler: async ({ params: { id }, body: { by, reason }, caller, log }) => {
      const take = await findTake(context, id, caller);
      const { state, operationId, providerId, takeId, spentMicros } = take;
      const isStuck = (state === 'overdue' || state === 'collecting') && operationId !== undefined;
      if (!isStuck) throw notStuck(takeId, state);
      const failure = { reason: 'gave-up' as const, message: `given up by ${by}: ${reason}` };
      const detail = { by, reason, ...(await lastAnswer(context, take)) };
      const end = { takeId, event: 'fail', operationId, failure, detail } as const;
      const { verdict, moved } = await context.book.takes.end(end);
      if (verdict === 'stale') throw notStuck(takeId, 'in another state by now');
      await context.followUp(providerId, { moved });
      log.warn({ takeId, operationId, by, reason }, 'take given up by a person');
      const note = `The provider may still count operation ${operationId} as running: it was not stopped there.`;
      return {
        takeId,
        state: 'failed' as const,
        operationId,
        chargedCents: toCents(spentMicros),
        note,
      };
    },
  });
}

/** What the provider answered last, for the history; empty where that is not known. */
async function lastAnswer(context: Context, take: TakeRecord): Promise<{ detail?: string }> {
  const [view] = await readTakeViews(context, [take]);
  return defined({
    detail: view?.odd === undefined ? undefined : `last answer of the provider: ${view.odd}`,
  });
}

function notStuck(takeId: string, state: string): ProblemError {
  const detail = `Take ${takeId} is ${state}; only overdue and collecting takes can be given up.`;
  return new ProblemError('not-in-this-state', { detail });
}
