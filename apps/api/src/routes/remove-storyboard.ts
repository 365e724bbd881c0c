import { StopRequest } from '@cineflow/contracts';
import { z } from 'zod';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { decidedBy } from '../decided-by.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { findStoryboard, noStoryboard } from '../storyboards/find-storyboard.ts';
import { StoryboardPath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds DELETE /v1/storyboards/:id. */
export function removeStoryboard(app: App, context: Context): void {
  app.route({
    method: 'DELETE',
    url: '/v1/storyboards/:id',
    config: { scope: 'order' },
    schema: {
      operationId: 'removeStoryboard',
      tags: ['storyboards'],
      summary: 'Remove a storyboard whose takes are all final',
      description:
        'It is no longer listed, and its takes are hidden. Payments stay on record, and equal takes still ' +
        'use its clips. Its Idempotency-Key is free again.',
      params: StoryboardPath,
      querystring: StopRequest,
      response: { 204: z.null().describe('It is removed'), ...problemAnswers(400, 404, 409, 503) },
    },
    handler: async ({ params: { id }, query, caller, log }, reply) => {
      await findStoryboard(context, id, caller);
      const { verdict } = await context.book.storyboards.remove({ id, ...decidedBy(caller, query) });
      if (verdict === 'unknown') throw noStoryboard(id);
      if (verdict === 'open') {
        const detail = `Some takes of storyboard ${id} are not final; cancel it first.`;
        throw new ProblemError('not-in-this-state', { detail });
      }
      log.warn({ storyboard: id, ...query }, 'storyboard removed by a person');
      return reply.code(204).send(null);
    },
  });
}
