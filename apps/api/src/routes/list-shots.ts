import { ShotList } from '@cineflow/contracts';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { findStoryboard } from '../storyboards/find-storyboard.ts';
import { readLanes } from '../storyboards/read-lane.ts';
import { readTakeViews } from '../storyboards/take-views.ts';
import { viewShots } from '../views/view-shots.ts';
import { viewTake } from '../views/view-take.ts';
import { StoryboardPath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds GET /v1/storyboards/:id/shots. */
export function listShots(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/storyboards/:id/shots',
    config: { scope: 'read' },
    schema: {
      operationId: 'listShots',
      tags: ['storyboards'],
      summary: 'Every shot with its takes, in the order of the document',
      params: StoryboardPath,
      response: { 200: ShotList, ...problemAnswers(400, 404, 503) },
    },
    handler: async ({ params: { id }, caller }) => {
      const record = await findStoryboard(context, id, caller);
      const takes = await readTakeViews(context, await context.book.storyboards.takes({ id: record.id }));
      const lanes = await readLanes(context, takes);
      const { settleMs } = context.settings.submit;
      return { shots: viewShots(takes.map((take) => viewTake(take, lanes(take), settleMs))) };
    },
  });
}
