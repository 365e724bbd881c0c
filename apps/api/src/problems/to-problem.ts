import type { FieldError, Problem } from '@cineflow/contracts';
import type { ProblemError } from './problem-error.ts';

const LONGEST_TEXT = 500;

/** The response body (RFC 9457) of an error. */
export function toProblem(error: ProblemError, request: { id: string; path: string }): Problem {
  const { detail, errors } = error.extras;
  return {
    type: `urn:cineflow:problem:${error.code}`,
    title: error.title,
    status: error.status,
    code: error.code,
    ...(detail === undefined ? {} : { detail: cut(detail) }),
    instance: request.path,
    requestId: request.id,
    ...(errors === undefined ? {} : { errors: errors.map(toSafeFieldError) }),
  };
}

/** Echo only short, flat values: input may be huge or deeply nested. */
function toSafeFieldError({ value, ...error }: FieldError): FieldError {
  if (value === undefined || (typeof value === 'object' && value !== null)) return error;
  return { ...error, value: typeof value === 'string' ? cut(value) : value };
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
