import { BudgetRequest, Storyboard } from '@cineflow/contracts';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { decidedBy } from '../decided-by.ts';
import { setBudget } from '../money/set-budget.ts';
import { findStoryboard } from '../storyboards/find-storyboard.ts';
import { readStatus } from '../storyboards/read-status.ts';
import { StoryboardPath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds PUT /v1/storyboards/:id/budget. */
export function setBudgetRoute(app: App, context: Context): void {
  app.route({
    method: 'PUT',
    url: '/v1/storyboards/:id/budget',
    config: { scope: 'order' },
    schema: {
      operationId: 'setBudget',
      tags: ['money'],
      summary: 'Change the budget of a storyboard',
      description:
        'Takes waiting with reason `budget` that fit now go on. Sent takes are paid, whatever the budget; ' +
        'the budgets of the day and of the API key apply too.',
      params: StoryboardPath,
      body: BudgetRequest,
      response: { 200: Storyboard, ...problemAnswers(400, 404, 415, 503) },
    },
    handler: async ({ params: { id }, body, caller, log }) => {
      const { budgetCents: cents } = body;
      const storyboard = await findStoryboard(context, id, caller);
      await setBudget(context, storyboard, { cents, ...decidedBy(caller, body) });
      log.warn({ storyboard: id, ...body }, 'budget of a storyboard changed by a person');
      return readStatus(context, await findStoryboard(context, id, caller));
    },
  });
}
