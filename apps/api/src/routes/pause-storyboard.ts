import { StopRequest, Storyboard } from '@cineflow/contracts';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { findStoryboard } from '../storyboards/find-storyboard.ts';
import { decidedBy } from '../decided-by.ts';
import { pauseStoryboard } from '../storyboards/pause-storyboard.ts';
import { readStatus } from '../storyboards/read-status.ts';
import { StoryboardPath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

const ROUTES = {
  pause: {
    operationId: 'pauseStoryboard',
    summary: 'Send nothing more of a storyboard until it is resumed',
    description:
      'Sent takes go on and are collected; the others wait with reason `paused`. No effect if all takes are final.',
  },
  resume: {
    operationId: 'resumeStoryboard',
    summary: 'Resume a paused storyboard',
    description: 'Its takes are queued again. No effect if it is not paused.',
  },
} as const;

/** Adds POST /v1/storyboards/:id/pause and …/resume. */
export function pauseStoryboardRoutes(app: App, context: Context): void {
  for (const action of ['pause', 'resume'] as const) {
    app.route({
      method: 'POST',
      url: `/v1/storyboards/:id/${action}`,
      config: { scope: 'order' },
      schema: {
        ...ROUTES[action],
        tags: ['storyboards'],
        params: StoryboardPath,
        body: StopRequest.nullish(),
        response: { 200: Storyboard, ...problemAnswers(400, 404, 415, 503) },
      },
      handler: async ({ params: { id }, body, caller, log }) => {
        const decided = decidedBy(caller, body ?? {});
        await pauseStoryboard(context, await findStoryboard(context, id, caller), { action, ...decided });
        log.warn({ storyboard: id, ...body, action }, 'storyboard paused or resumed by a person');
        return readStatus(context, await findStoryboard(context, id, caller));
      },
    });
  }
}
