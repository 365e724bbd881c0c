import { nanoid } from 'nanoid';
import type { App } from '../app-type.ts';

/** Our own id of a request: one from a client could be anything, or a duplicate. */
export function makeRequestId(): string {
  return nanoid(16);
}

/** Adds the id used in the log lines to every answer. */
export function addRequestId(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
}
