import type { ErrorCode, FieldError } from '@cineflow/contracts';

/** Status and title per error code. Programs and translations use the code. */
const KINDS: Readonly<Record<ErrorCode, { status: number; title: string }>> = {
  'invalid-document': { status: 422, title: 'The storyboard cannot be accepted as it is' },
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'request-timeout': { status: 408, title: 'The request did not arrive in time' },
  'unsupported-media-type': { status: 415, title: 'This kind of content is not understood here' },
  'unknown-provider': { status: 422, title: 'There is no such provider' },
  'price-unknown': { status: 422, title: 'A budget cannot be kept without a price' },
  unauthorized: { status: 401, title: 'This needs an API key' },
  forbidden: { status: 403, title: 'The API key may not do this' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, title: 'This address does not know this method' },
  'not-ready': { status: 503, title: 'The service cannot answer at the moment' },
  'range-not-satisfiable': { status: 416, title: 'The clip ends before this range' },
  'clip-not-available': { status: 404, title: 'There is no clip of this take' },
  'key-in-progress': { status: 409, title: 'A request with this Idempotency-Key is being answered' },
  'key-reused': { status: 422, title: 'This Idempotency-Key belongs to another request' },
  'not-in-this-state': { status: 409, title: 'That cannot be done in the state this is in' },
  'too-many-open-takes': { status: 429, title: 'This API key has as many open takes as it may have' },
  'picture-refused': { status: 422, title: 'This picture cannot be used' },
  'upload-refused': { status: 422, title: 'What was sent cannot be read' },
  'too-many-pictures': { status: 429, title: 'This API key keeps as many pictures as it may' },
  internal: { status: 500, title: 'Something is wrong on our side' },
};

export interface ProblemExtras {
  detail?: string;
  errors?: readonly FieldError[];
  /** Headers of the answer, such as Retry-After. */
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
}

/** An error with a defined answer: thrown in a route, it is sent as problem details. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  readonly extras: ProblemExtras;

  constructor(code: ErrorCode, extras: ProblemExtras = {}) {
    super(extras.detail ?? KINDS[code].title, { cause: extras.cause });
    this.code = code;
    this.status = KINDS[code].status;
    this.title = KINDS[code].title;
    this.extras = extras;
  }
}
