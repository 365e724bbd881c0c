import { Resolution, Take } from '@cineflow/contracts';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { resolveTake } from '../money/resolve-take.ts';
import { findTake } from '../storyboards/find-take.ts';
import { readLane } from '../storyboards/read-lane.ts';
import { readTakeViews } from '../storyboards/take-views.ts';
import { viewTake } from '../views/view-take.ts';
import { TakePath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds POST /v1/unconfirmed/:id/resolve. */
export function resolveUnconfirmed(app: App, context: Context): void {
  app.route({
    method: 'POST',
    url: '/v1/unconfirmed/:id/resolve',
    config: { scope: 'admin' },
    schema: {
      operationId: 'resolveUnconfirmed',
      tags: ['money'],
      summary: 'Decide the outcome of an unconfirmed create',
      description:
        'Person and reason stay in the take’s history. A decision is made once: a second one finds the take ' +
        'in another state (409).',
      params: TakePath,
      body: Resolution,
      response: { 200: Take, ...problemAnswers(400, 404, 409, 503) },
    },
    handler: async ({ params: { id }, body, caller, log }) => {
      await resolveTake(context, await findTake(context, id, caller), body);
      log.warn({ takeId: id, ...body }, 'unconfirmed take resolved by a person');
      const take = await findTake(context, id, caller);
      const [[view = take], lane] = await Promise.all([
        readTakeViews(context, [take]),
        readLane(context, take.providerId),
      ]);
      return viewTake(view, lane, context.settings.submit.settleMs);
    },
  });
}
