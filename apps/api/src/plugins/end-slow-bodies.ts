import type { IncomingHttpHeaders } from 'node:http';
import type { App } from '../app-type.ts';
import { answerBrokenRequest } from './framework-errors.ts';

/** Longest time for a body that is no upload, ms. */
const BODY_MS = 30_000;

/** Whether a body holds files, which may take long and are read as a stream. */
export function isFiles(contentType = ''): boolean {
  return /^\s*(?:multipart\/form-data|application\/(?:x-)?zip|image\/)/iu.test(contentType);
}

/** Ends requests whose body arrives too slowly: the server's own limit is that of uploads. */
export function endSlowBodies(app: App, bodyMs = BODY_MS): void {
  app.addHook('onRequest', async ({ raw }, reply) => {
    if (!hasBody(raw.headers) || isFiles(raw.headers['content-type'])) return;
    const tooSlow = Object.assign(new Error('slow body'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    const timer = setTimeout(() => {
      if (!raw.complete && !reply.sent) answerBrokenRequest(tooSlow, raw.socket);
    }, bodyMs).unref();
    const stop = (): void => clearTimeout(timer);
    raw.once('end', stop).once('close', stop);
    reply.raw.once('finish', stop).once('close', stop);
  });
}

function hasBody({ 'content-length': length, 'transfer-encoding': coding }: IncomingHttpHeaders): boolean {
  return coding !== undefined || (length !== undefined && length !== '0');
}
