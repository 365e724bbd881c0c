import type { ErrorCode, FieldError, Problem } from '@cineflow/contracts';

/** A refusal by the API in its own words (RFC 9457). Programs go by `code`. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: ErrorCode;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[];
  readonly requestId: string | undefined;
  /** What the API asks to wait, ms. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: Problem, retryAfterMs?: number) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.requestId = problem.requestId;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Nothing of ours answers at the address: no connection, a timeout, or an answer that is not the API's. */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable';
  readonly url: string;
  /** `refused`: nothing listens · `timeout` · `network` · `foreign`: something else answers. */
  readonly kind: 'refused' | 'timeout' | 'network' | 'foreign';

  constructor(url: string, kind: ApiUnreachable['kind'], options: { detail: string; cause?: unknown }) {
    super(options.detail, { cause: options.cause });
    this.url = url;
    this.kind = kind;
  }
}

/** A clip that did not arrive as the API describes it. */
export class ClipError extends Error {
  override readonly name = 'ClipError';
}
