import { z } from 'zod';
import type { App } from '../app-type.ts';
import { findAsset, noPicture } from '../assets/find-asset.ts';
import { orNotReady, ownerOf } from '../assets/keep-picture.ts';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { AssetPath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds DELETE /v1/assets/:id. */
export function removeAsset(app: App, context: Context): void {
  app.route({
    method: 'DELETE',
    url: '/v1/assets/:id',
    config: { scope: 'order' },
    schema: {
      operationId: 'removeAsset',
      tags: ['assets'],
      summary: 'Remove a picture that no storyboard uses',
      params: AssetPath,
      response: { 204: z.null().describe('It is removed'), ...problemAnswers(404, 409, 503) },
    },
    handler: async (request, reply) => {
      const { sha256, mediaType } = await findAsset(context, request.caller, request.params.id);
      const { verdict, isLast } = await context.book.assets.remove({
        owner: ownerOf(request.caller),
        sha256,
      });
      if (verdict === 'unknown') throw noPicture(sha256);
      if (verdict === 'used') {
        const detail = 'A storyboard was ordered with it; remove that one first.';
        throw new ProblemError('not-in-this-state', { detail });
      }
      if (isLast) await orNotReady(context.assets.remove({ sha256, mediaType }));
      return reply.code(204).send(null);
    },
  });
}
