import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { findTake } from '../storyboards/find-take.ts';
import { findClip } from '../video/find-clip.ts';
import { matchesEtag } from '../video/matches-etag.ts';
import { TakePath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

const poster = {
  description: 'The poster',
  content: { 'image/jpeg': { schema: z.string().meta({ format: 'binary' }) } },
};

/** Adds GET /v1/takes/:id/poster. */
export function readPoster(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/takes/:id/poster',
    config: { scope: 'read' },
    schema: {
      operationId: 'readPoster',
      tags: ['takes'],
      summary: 'A frame of the clip of a take',
      description: 'Made soon after the clip is stored, if the workers have ffmpeg.',
      params: TakePath,
      response: { 200: poster, 304: z.null().describe('The client has it'), ...problemAnswers(404, 503) },
    },
    handler: async (request, reply) => answerPoster(context, request, reply),
  });
}

async function answerPoster(
  context: Context,
  request: FastifyRequest<{ Params: z.infer<typeof TakePath> }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { clip } = await findClip(context, await findTake(context, request.params.id, request.caller));
  const bytes = await context.store.poster(clip.key);
  if (bytes === null) {
    const detail = `There is no poster of take ${request.params.id}, or not yet.`;
    throw new ProblemError('clip-not-available', { detail });
  }
  const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
  reply.headers({ etag, 'cache-control': 'private, no-cache' });
  if (matchesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.type('image/jpeg').send(bytes);
}
