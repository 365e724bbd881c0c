const DEAD_STATUSES = new Set([401, 403, 404, 410]);

/**
 * `forbidden`: a URL or address that is not allowed · `redirects`: too many, or an invalid one · `status`: not 2xx,
 * see `status` · `encoded`: compressed despite identity · `transport`.
 */
export type DownloadErrorCode = 'forbidden' | 'redirects' | 'status' | 'encoded' | 'transport';

/** A download that did not start. Its message has no query strings and no secrets. */
export class DownloadError extends Error {
  override name = 'DownloadError';
  readonly code: DownloadErrorCode;
  readonly status: number | undefined;

  constructor(code: DownloadErrorCode, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status;
  }

  /** The link is expired or gone: only a fresh one can work. */
  get linkDead(): boolean {
    return this.status !== undefined && DEAD_STATUSES.has(this.status);
  }
}
