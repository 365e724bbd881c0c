import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../app-type.ts';
import { orNotReady } from '../assets/keep-picture.ts';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { parseRange } from '../video/parse-range.ts';
import { problemAnswers } from './problem-answers.ts';

const MediaPath = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const MediaQuery = z.object({
  exp: z.coerce.number().int(),
  kid: z.string().max(64),
  sig: z.string().max(128),
});
type MediaRequest = FastifyRequest<{
  Params: z.infer<typeof MediaPath>;
  Querystring: z.infer<typeof MediaQuery>;
}>;

/** Adds GET and HEAD /media/:sha256: the signed links by which providers fetch pictures. No API key is asked. */
export function readMedia(app: App, context: Context): void {
  const schema = { params: MediaPath, querystring: MediaQuery };
  app.route({
    method: 'GET',
    url: '/media/:sha256',
    exposeHeadRoute: false,
    schema: {
      ...schema,
      operationId: 'readMedia',
      tags: ['assets'],
      summary: 'A picture by a signed link, for providers',
      response: {
        200: {
          description: 'The picture',
          content: { 'image/*': { schema: z.string().meta({ format: 'binary' }) } },
        },
        ...problemAnswers(400, 404, 416, 503),
      },
    },
    handler: async (request, reply) => answer(context, request, reply),
  });
  app.route({
    method: 'HEAD',
    url: '/media/:sha256',
    schema: { ...schema, hide: true },
    handler: async (request, reply) => answer(context, request, reply),
  });
}

async function answer(context: Context, request: MediaRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { sha256 } = request.params;
  if (!(await context.pictures.isSigned(sha256, request.query))) throw gone();
  const facts = await context.book.assets.facts({ sha256 });
  if (facts === null) throw gone();
  const { mediaType } = facts;
  const stored = await orNotReady(context.assets.stat({ sha256, mediaType }));
  if (stored === null) throw gone();
  const { sizeBytes } = stored;
  reply.headers({
    etag: `"${sha256}"`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=3600',
    // Never a page, whatever it holds.
    'content-disposition': 'inline',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  reply.type(mediaType);
  if (request.method === 'HEAD') return reply.header('content-length', sizeBytes).send();
  const asked = parseRange(request.headers.range, sizeBytes);
  if (asked === 'unsatisfiable') {
    const headers = { 'content-range': `bytes */${sizeBytes}` };
    throw new ProblemError('range-not-satisfiable', {
      detail: `The picture has ${sizeBytes} bytes.`,
      headers,
    });
  }
  const range = asked === 'all' ? undefined : asked;
  const stream = await orNotReady(context.assets.read({ sha256, mediaType }, range));
  if (range === undefined) return reply.header('content-length', sizeBytes).send(stream);
  reply.code(206).headers({
    'content-length': range.end - range.start + 1,
    'content-range': `bytes ${range.start}-${range.end}/${sizeBytes}`,
  });
  return reply.send(stream);
}

/** The same answer in every case, so that guessing a link reveals nothing. */
function gone(): ProblemError {
  return new ProblemError('not-found', {
    detail: 'This link is wrong, has ended, or its picture was removed.',
  });
}
