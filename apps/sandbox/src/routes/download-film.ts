import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseByteRange } from '../film/parse-byte-range.ts';
import { sendSpoiledFilm } from '../film/send-spoiled-film.ts';
import type { Operation } from '../operations/operation.ts';
import type { Sandbox } from '../sandbox.ts';

interface Route {
  readonly Params: { readonly id: string };
  readonly Querystring: Readonly<Record<string, string | undefined>>;
}

/** `GET /files/:id.mp4`: the film behind a signed link, whole or a range of it. */
export function routeDownloadFilm(app: FastifyInstance, sandbox: Sandbox): void {
  app.get<Route>('/files/:id.mp4', async (request, reply) => {
    if (request.method === 'GET') sandbox.bill.downloads++;
    const operation = sandbox.operations.find(request.params.id);
    const isKnown = operation?.state === 'completed' && sandbox.links.verify(operation.id, request.query);
    if (!isKnown) return refuseDownload(reply, 'Request has expired.');
    const fault = sandbox.faults.choose('film', operation.request.prompt, operation.id);
    if (fault === 'film-expired') sandbox.links.kill(operation.id);
    if (fault === 'film-expired' || fault === 'film-403')
      return refuseDownload(reply, 'Request has expired.');
    const part = cutFilm(request, reply, readFilm(operation, sandbox, fault === 'film-turned'));
    if (fault === undefined || fault === 'film-turned' || part === undefined) return reply.send(part);
    return sendSpoiledFilm(reply, fault, part, sandbox);
  });
}

function readFilm({ id, number, request }: Operation, sandbox: Sandbox, isTurned: boolean): Buffer {
  const { prompt, durationSeconds, isPro } = request;
  const isVertical = (request.resolution === 'vertical') !== isTurned;
  const resolution = isVertical ? 'vertical' : 'horizontal';
  return sandbox.films.read({ operationId: id, number, prompt, durationSeconds, resolution, isPro });
}

/** Sets the headers and returns the bytes asked for; undefined where the range fits nothing. */
function cutFilm(request: FastifyRequest, reply: FastifyReply, film: Buffer): Buffer | undefined {
  const tag = `"${createHash('md5').update(film).digest('hex').toUpperCase()}"`;
  void reply.type('video/mp4').headers({ etag: tag, 'accept-ranges': 'bytes' });
  const condition = request.headers['if-range'];
  const header = condition === undefined || condition === tag ? request.headers.range : undefined;
  const range = parseByteRange(header, film.length);
  if (range === undefined) return film;
  if (range === 'unsatisfiable') {
    void reply.code(416).header('content-range', `bytes */${film.length}`);
    return undefined;
  }
  void reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${film.length}`);
  return film.subarray(range.first, range.last + 1);
}

function refuseDownload(reply: FastifyReply, message: string): FastifyReply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>\n`;
  return reply.code(403).type('application/xml').send(body);
}
