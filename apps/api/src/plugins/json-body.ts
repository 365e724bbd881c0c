import type { App } from '../app-type.ts';
import { ProblemError } from '../problems/problem-error.ts';

/**
 * Reads JSON bodies more strictly, and tells more, than Fastify does: a file that was saved in another
 * encoding would otherwise be ordered as garbage, and a slip in a file written by hand is found by its line.
 */
export function addJsonBody(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      const text = decode(body as Buffer);
      checkSyntax(text);
      void parse(request, text, done);
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new ProblemError('malformed-json', {
      detail: 'The body is not UTF-8, so its text cannot be read. Save the file as UTF-8 and send it again.',
    });
  }
}

function checkSyntax(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    const where = /\(line \d{1,9} column \d{1,9}\)/u.exec((error as Error).message)?.[0] ?? '';
    throw new ProblemError('malformed-json', { detail: `The body is not valid JSON ${where}`.trim() });
  }
}
