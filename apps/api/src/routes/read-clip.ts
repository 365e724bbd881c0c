import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { findTake } from '../storyboards/find-take.ts';
import { findClip, type FoundClip } from '../video/find-clip.ts';
import { matchesEtag } from '../video/matches-etag.ts';
import { parseRange } from '../video/parse-range.ts';
import { contentDisposition } from '../video/content-disposition.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { TakePath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

/** A player may read a clip as slowly as it plays. */
const LONGEST_SEND_MS = 24 * 3600 * 1000;
const PAUSE_MS = 10 * 60 * 1000;

const LINK_SECONDS = 3600;

const ClipQuery = z.object({
  delivery: z
    .enum(['stream'])
    .optional()
    .describe('"stream": send the clip through this API, even if the object store could serve it'),
});

const clip = {
  description: 'The clip',
  content: { 'video/mp4': { schema: z.string().meta({ format: 'binary' }) } },
};

/** Adds GET and HEAD /v1/takes/:id/video. */
export function readClip(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/takes/:id/video',
    config: { scope: 'read' },
    handlerTimeout: LONGEST_SEND_MS,
    exposeHeadRoute: false,
    schema: {
      operationId: 'readClip',
      tags: ['takes'],
      summary: 'The clip of a take, whole or in part',
      description: 'Answers Range requests, also for the last bytes. The ETag is the sha256 of the clip.',
      params: TakePath,
      querystring: ClipQuery,
      response: {
        200: clip,
        206: { ...clip, description: 'Part of the clip' },
        302: z.null().describe('The clip itself, in the object store, for a while'),
        304: z.null().describe('The client has it'),
        ...problemAnswers(400, 404, 416, 503),
      },
    },
    handler: async (request, reply) => answerClip(context, request, reply),
  });
  app.route({
    method: 'HEAD',
    url: '/v1/takes/:id/video',
    config: { scope: 'read' },
    schema: { hide: true, params: TakePath, querystring: ClipQuery },
    handler: async (request, reply) => answerClip(context, request, reply),
  });
}

async function answerClip(
  context: Context,
  request: FastifyRequest<{ Params: z.infer<typeof TakePath>; Querystring: z.infer<typeof ClipQuery> }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const found = await findClip(context, await findTake(context, request.params.id, request.caller));
  const { headers } = request;
  const etag = `"${found.clip.sha256}"`;
  reply.headers({
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'content-disposition': contentDisposition(found.fileName),
  });
  if (matchesEtag(headers['if-none-match'], etag)) return reply.code(304).send();
  const link = request.query.delivery === 'stream' ? null : await linkTo(context, found);
  if (link !== null) return reply.header('cache-control', 'no-store').redirect(link);
  const ifRange = headers['if-range'];
  const range = ifRange === undefined || ifRange === etag ? headers.range : undefined;
  request.raw.socket.setTimeout(PAUSE_MS);
  return sendClip(context, reply, { found, range, isHead: request.method === 'HEAD' });
}

/** Direct link to the clip; null if this API serves it. */
async function linkTo({ settings, store }: Context, { clip, fileName }: FoundClip): Promise<string | null> {
  if (settings.storage.s3?.redirect !== true) return null;
  return store.link(clip.key, {
    expiresInSeconds: LINK_SECONDS,
    contentDisposition: contentDisposition(fileName),
  });
}

interface Sending {
  found: FoundClip;
  range: string | undefined;
  isHead: boolean;
}

async function sendClip(context: Context, reply: FastifyReply, sending: Sending): Promise<FastifyReply> {
  const { found, range, isHead } = sending;
  const { key, sizeBytes } = found.clip;
  // A HEAD has no body, so its Range is ignored (RFC 9110 §14.2).
  const asked = isHead ? 'all' : parseRange(range, sizeBytes);
  if (asked === 'unsatisfiable') {
    const headers = { 'content-range': `bytes */${sizeBytes}` };
    throw new ProblemError('range-not-satisfiable', { detail: `The clip has ${sizeBytes} bytes.`, headers });
  }
  reply.type('video/mp4');
  if (asked === 'all') {
    reply.header('content-length', sizeBytes);
    return isHead ? reply.send() : reply.send(await context.store.read(key));
  }
  reply.code(206).headers({
    'content-length': asked.end - asked.start + 1,
    'content-range': `bytes ${asked.start}-${asked.end}/${sizeBytes}`,
  });
  return reply.send(await context.store.read(key, asked));
}
