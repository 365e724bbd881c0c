import { TakeWithTimeline } from '@cineflow/contracts';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { findTake } from '../storyboards/find-take.ts';
import { readLane } from '../storyboards/read-lane.ts';
import { readTakeViews } from '../storyboards/take-views.ts';
import { viewTake, withTimeline } from '../views/view-take.ts';
import { TakePath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds GET /v1/takes/:id. */
export function readTake(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/takes/:id',
    config: { scope: 'read' },
    schema: {
      operationId: 'readTake',
      tags: ['takes'],
      summary: 'One take with its history',
      params: TakePath,
      response: { 200: TakeWithTimeline, ...problemAnswers(400, 404, 503) },
    },
    handler: async ({ params: { id }, caller }) => {
      const record = await findTake(context, id, caller);
      const { providerId, state } = record;
      const [[timeline = []], [view = record], lane, places] = await Promise.all([
        context.book.takes.timelines({ takeIds: [id] }),
        readTakeViews(context, [record]),
        readLane(context, providerId),
        context.redis.ask(() => context.lane(providerId).positions(state === 'queued' ? [id] : [])),
      ]);
      return withTimeline(viewTake(view, lane, context.settings.submit.settleMs, places?.[0]), timeline);
    },
  });
}
