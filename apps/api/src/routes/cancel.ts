import { Cancelled, StopRequest } from '@cineflow/contracts';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { decidedBy } from '../decided-by.ts';
import { cancelTakes } from '../storyboards/cancel-takes.ts';
import { findStoryboard } from '../storyboards/find-storyboard.ts';
import { findTake } from '../storyboards/find-take.ts';
import { StoryboardPath, TakePath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

const ABOUT =
  'Queued takes are cancelled and cost nothing. Takes that were sent, or may have been, are paid: their clips are still ' +
  'collected, and the answer says what it cost. None is sent again. Safe to repeat.';

const response = { 200: Cancelled, ...problemAnswers(400, 404, 415, 503) };

/** Adds POST /v1/storyboards/:id/cancel and POST /v1/takes/:id/cancel. */
export function cancel(app: App, context: Context): void {
  app.route({
    method: 'POST',
    url: '/v1/storyboards/:id/cancel',
    config: { scope: 'order' },
    schema: {
      operationId: 'cancelStoryboard',
      tags: ['storyboards'],
      summary: 'Cancel all takes that were not sent yet',
      description: ABOUT,
      params: StoryboardPath,
      body: StopRequest.nullish(),
      response,
    },
    handler: async ({ params: { id }, body, caller, log }) => {
      await findStoryboard(context, id, caller);
      const answer = await cancelTakes(context, { id }, decidedBy(caller, body ?? {}));
      log.warn({ storyboard: id, ...body, cancelled: answer.cancelled }, 'storyboard cancelled');
      return answer;
    },
  });
  app.route({
    method: 'POST',
    url: '/v1/takes/:id/cancel',
    config: { scope: 'order' },
    schema: {
      operationId: 'cancelTake',
      tags: ['takes'],
      summary: 'Cancel one take',
      description: ABOUT,
      params: TakePath,
      body: StopRequest.nullish(),
      response,
    },
    handler: async ({ params: { id }, body, caller, log }) => {
      const { storyboardId } = await findTake(context, id, caller);
      const only = { id: storyboardId, takeIds: [id] };
      const answer = await cancelTakes(context, only, decidedBy(caller, body ?? {}));
      log.warn({ takeId: id, ...body, cancelled: answer.cancelled }, 'take cancelled');
      return answer;
    },
  });
}
