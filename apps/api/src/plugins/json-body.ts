import { readStrictJson } from '@cineflow/intake';
import type { App } from '../app-type.ts';
import { ProblemError } from '../problems/problem-error.ts';

/**
 * Reads JSON bodies more strictly and with better errors than Fastify. A wrong encoding would be ordered as garbage.
 * A syntax error is reported with its line, a repeated field with its place.
 * Depth and number of values are limited before parsing, and the text is parsed once.
 */
export function addJsonBody(app: App): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, readJson(body as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

/** Reads a JSON document strictly. @throws ProblemError */
export function readJson(body: Buffer): unknown {
  const read = readStrictJson(body);
  if (read.ok) return read.value;
  const { fault, detail, errors } = read;
  throw new ProblemError(fault, { detail, ...(errors && { errors }) });
}
