import { nanoid } from 'nanoid';
import type { App } from '../app-type.ts';

/** An id of our own for a request: one sent by a client could be anything, twice. */
export function makeRequestId(): string {
  return nanoid(16);
}

/** Every answer carries the id its log lines have. */
export function addRequestId(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
}
