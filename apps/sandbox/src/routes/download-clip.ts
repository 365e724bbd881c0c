import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseByteRange } from '../clip/parse-byte-range.ts';
import { sendSpoiledClip } from '../clip/send-spoiled-clip.ts';
import type { Operation } from '../operations/operation.ts';
import type { Sandbox } from '../sandbox.ts';

interface Route {
  readonly Params: { readonly id: string };
  readonly Querystring: Readonly<Record<string, string | undefined>>;
}

/** `GET /files/:id.mp4`: the clip behind a signed link, whole or a range of it. */
export function routeDownloadClip(app: FastifyInstance, sandbox: Sandbox): void {
  app.get<Route>('/files/:id.mp4', async (request, reply) => {
    if (request.method === 'GET') sandbox.bill.downloads++;
    const operation = sandbox.operations.find(request.params.id);
    const isKnown = operation?.state === 'completed' && sandbox.links.verify(operation.id, request.query);
    if (!isKnown) return refuseDownload(reply, 'Request has expired.');
    return sendClip(request, reply, operation, sandbox);
  });
}

/** Sends the clip of a finished operation, whole or the range asked for; a fault may spoil it. */
export function sendClip(
  request: FastifyRequest,
  reply: FastifyReply,
  operation: Operation,
  sandbox: Sandbox,
): FastifyReply {
  const fault = sandbox.faults.choose('clip', operation.request.prompt, operation.id);
  if (fault === 'clip-expired') sandbox.links.kill(operation.id);
  if (fault === 'clip-expired' || fault === 'clip-403') return refuseDownload(reply, 'Request has expired.');
  const part = cutClip(request, reply, readClip(operation, sandbox, fault === 'clip-turned'));
  if (fault === undefined || fault === 'clip-turned' || part === undefined) return reply.send(part);
  return sendSpoiledClip(reply, fault, part, sandbox);
}

/** The whole clip of a finished operation. */
export function readClip(operation: Operation, sandbox: Sandbox, isTurned = false): Buffer {
  const { id, number, request, pictures } = operation;
  const { prompt, durationSeconds, isPro } = request;
  const isVertical = (request.resolution === 'vertical') !== isTurned;
  const resolution = isVertical ? 'vertical' : 'horizontal';
  return sandbox.clips.read({
    operationId: id,
    number,
    prompt,
    durationSeconds,
    resolution,
    isPro,
    pictures: pictures.map((picture) => ({
      role: picture.role,
      thumbnail: sandbox.gallery.find(picture, pictures.length),
    })),
  });
}

/** Sets the headers and returns the bytes asked for; undefined where the range fits nothing. */
function cutClip(request: FastifyRequest, reply: FastifyReply, clip: Buffer): Buffer | undefined {
  const tag = `"${createHash('md5').update(clip).digest('hex').toUpperCase()}"`;
  void reply.type('video/mp4').headers({ etag: tag, 'accept-ranges': 'bytes' });
  const condition = request.headers['if-range'];
  const header = condition === undefined || condition === tag ? request.headers.range : undefined;
  const range = parseByteRange(header, clip.length);
  if (range === undefined) return clip;
  if (range === 'unsatisfiable') {
    void reply.code(416).header('content-range', `bytes */${clip.length}`);
    return undefined;
  }
  void reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${clip.length}`);
  return clip.subarray(range.first, range.last + 1);
}

function refuseDownload(reply: FastifyReply, message: string): FastifyReply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>\n`;
  return reply.code(403).type('application/xml').send(body);
}
