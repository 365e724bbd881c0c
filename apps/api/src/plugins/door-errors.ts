import { ProblemError } from '../problems/problem-error.ts';

/** The request uses a host name or comes from a page that is not ours. */
export class ForeignSiteError extends ProblemError {
  override readonly title = 'This address or page may not ask here';

  constructor(detail: string) {
    super('forbidden', { detail });
  }
}

/** The request has an Expect header that we do not support. */
export class ExpectationError extends ProblemError {
  override readonly status = 417;
  override readonly title = 'This expectation is not met';

  constructor() {
    super('invalid-request', { detail: 'Only "Expect: 100-continue" is understood.' });
  }
}

/** The queue board would be open to others. */
export class ClosedBoardError extends ProblemError {
  override readonly title = 'The queue board is not shown here';

  constructor(detail: string) {
    super('forbidden', { detail });
  }
}
