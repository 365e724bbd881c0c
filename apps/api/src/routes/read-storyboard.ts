import { Storyboard } from '@cineflow/contracts';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { findStoryboard } from '../storyboards/find-storyboard.ts';
import { readStatus } from '../storyboards/read-status.ts';
import { StoryboardPath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds GET /v1/storyboards/:id. */
export function readStoryboardStatus(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/storyboards/:id',
    config: { scope: 'read' },
    schema: {
      operationId: 'readStoryboard',
      tags: ['storyboards'],
      summary: 'State, counts, cost, wait reasons and expected end',
      params: StoryboardPath,
      response: { 200: Storyboard, ...problemAnswers(400, 404, 503) },
    },
    handler: async ({ params: { id }, caller }) => {
      return readStatus(context, await findStoryboard(context, id, caller));
    },
  });
}
