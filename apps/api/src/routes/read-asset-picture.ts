import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../app-type.ts';
import { findAsset } from '../assets/find-asset.ts';
import { orNotReady } from '../assets/keep-picture.ts';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { matchesEtag } from '../video/matches-etag.ts';
import { AssetPath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

const picture = (type: string) => ({
  description: 'The picture',
  content: { [type]: { schema: z.string().meta({ format: 'binary' }) } },
});

/** Adds GET /v1/assets/:id/content and /thumbnail. */
export function readAssetPicture(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/assets/:id/content',
    config: { scope: 'read' },
    schema: {
      operationId: 'readAssetContent',
      tags: ['assets'],
      summary: 'The picture as it is kept and sent',
      params: AssetPath,
      response: { 200: picture('image/*'), 304: z.null(), ...problemAnswers(404, 503) },
    },
    handler: async (request, reply) => {
      const { sha256, mediaType } = await findAsset(context, request.caller, request.params.id);
      const bytes = await orNotReady(context.assets.bytes({ sha256, mediaType }));
      return sendPicture(request, reply, { bytes, mediaType, etag: sha256 });
    },
  });
  app.route({
    method: 'GET',
    url: '/v1/assets/:id/thumbnail',
    config: { scope: 'read' },
    schema: {
      operationId: 'readAssetThumbnail',
      tags: ['assets'],
      summary: 'The picture in small, as JPEG',
      params: AssetPath,
      response: { 200: picture('image/jpeg'), 304: z.null(), ...problemAnswers(404, 503) },
    },
    handler: async (request, reply) => {
      const { sha256 } = await findAsset(context, request.caller, request.params.id);
      const bytes = await orNotReady(context.assets.thumbnail(sha256));
      return sendPicture(request, reply, { bytes, mediaType: 'image/jpeg', etag: `${sha256}-thumbnail` });
    },
  });
}

function sendPicture(
  request: FastifyRequest,
  reply: FastifyReply,
  { bytes, mediaType, etag }: { bytes: Buffer | null; mediaType: string; etag: string },
): FastifyReply {
  if (bytes === null) throw new ProblemError('not-found', { detail: 'The file of this picture is lost.' });
  reply.headers({ etag: `"${etag}"`, 'cache-control': 'private, no-cache' });
  if (matchesEtag(request.headers['if-none-match'], `"${etag}"`)) return reply.code(304).send();
  return reply.type(mediaType).send(bytes);
}
