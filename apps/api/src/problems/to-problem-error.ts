import { BookError } from '@cineflow/book';
import { redisOutage } from '@cineflow/queue';
import { type FieldError, renamedFix } from '@cineflow/contracts';
import { defined } from '@cineflow/core';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ProblemError } from './problem-error.ts';

/** Retry-After while the book or Redis is away, s. */
const RETRY_AFTER_S = 5;

/** The problem for any error. Unexpected ones become `internal` without details. */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ keyword, instancePath, message }): FieldError => {
      return {
        pointer: instancePath === '/' ? '' : instancePath,
        code: keyword,
        detail: message ?? 'is not valid',
        ...defined({ fix: keyword === 'unrecognized_keys' ? fixOf(message) : undefined }),
      };
    });
    return new ProblemError('invalid-request', {
      detail: `Wrong ${error.validationContext ?? 'request'}: see errors.`,
      errors,
    });
  }
  // Checked before Redis: both may be caused by the same kind of network error.
  if (error instanceof BookError) return notReady(error.message, error);
  const outage = redisOutage(error);
  if (outage !== null) return notReady(`${outage.cause} What was ordered is safe.`, error);
  return fromFramework(error) ?? new ProblemError('internal', { cause: error });
}

/** Present names of the old field names in a message of zod. */
function fixOf(message = ''): string | undefined {
  const names = [...message.matchAll(/"([^"]+)"/g)].map(([, name]) => renamedFix(name));
  return names.filter((fix) => fix !== undefined).join(' ') || undefined;
}

/** Problem for a temporary failure. */
export function notReady(detail: string, cause?: unknown): ProblemError {
  return new ProblemError('not-ready', { detail, cause, headers: { 'retry-after': String(RETRY_AFTER_S) } });
}

/** Errors that Fastify raises before or instead of a route. */
function fromFramework(error: unknown): ProblemError | null {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  switch (code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new ProblemError('malformed-json', { detail: (error as Error).message });
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ProblemError('body-too-large');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ProblemError('unsupported-media-type', { detail: 'Send application/json.' });
    case 'FST_ERR_HANDLER_TIMEOUT':
      return notReady('The answer took too long.', error);
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ProblemError('not-found');
    default:
  }
  // Such as a prototype-poisoning key, or a wrong Content-Length.
  if (error instanceof SyntaxError && statusCode === 400) {
    return new ProblemError('malformed-json', { detail: error.message });
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new ProblemError('invalid-request', { detail: (error as Error).message });
  }
  return null;
}
