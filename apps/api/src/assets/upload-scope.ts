import multipart from '@fastify/multipart';
import type { FastifyReply } from 'fastify';
import type { App } from '../app-type.ts';
import { UPLOAD_MS } from '../plugins/limits.ts';
import { Semaphore } from '../plugins/semaphore.ts';
import { notReady } from '../problems/to-problem-error.ts';

/** Pictures and ZIPs in one upload. */
export const FILES_MAX = 200;
/** Form fields beside the files. */
const FIELDS_MAX = 10;

/** Uploads at the same time: each may hold a picture in memory. */
const TURNS = { capacity: 4, mostWaiting: 32, longestWaitMs: 20_000, breathMs: 0 };

/** Adds routes that receive files, with the parsers for their bodies; each body stays a stream. */
export function addUploads(app: App, addRoutes: (app: App) => void): void {
  app.register(async (scope) => {
    await scope.register(multipart, {
      limits: { files: FILES_MAX, fields: FIELDS_MAX, fieldSize: 8 * 1024 * 1024, fileSize: Infinity },
      throwFileSizeLimit: false,
      // The path relative to the document counts.
      preservePath: true,
    } as Parameters<typeof scope.register>[1]);
    for (const type of ['application/zip', 'application/x-zip-compressed', /^image\//]) {
      scope.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
    }
    addRoutes(scope);
  });
}

const turns = new Semaphore(TURNS);

/** Waits for a turn; it ends with the answer. @throws ProblemError `not-ready` where too many wait */
export async function takeUploadTurn({ raw, request }: FastifyReply): Promise<void> {
  // Many pictures are worked on for longer than a socket may be silent.
  request.raw.socket.setTimeout?.(UPLOAD_MS);
  const left = new AbortController();
  for (const event of ['finish', 'close']) raw.once(event, () => left.abort());
  if (await turns.enter(left.signal, 1)) return;
  throw notReady('Too many uploads at the moment; send this one again in a few seconds.');
}
