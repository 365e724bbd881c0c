const DEAD_STATUSES = new Set([401, 403, 404, 410]);

/**
 * `forbidden`: a URL or address we do not fetch from · `redirects`: too many of them, or one that leads nowhere ·
 * `status`: no 2xx, see `status` · `encoded`: the body is compressed although identity was asked · `transport`.
 */
export type DownloadErrorCode = 'forbidden' | 'redirects' | 'status' | 'encoded' | 'transport';

/** A download that did not begin. Its message has no query strings and no secrets. */
export class DownloadError extends Error {
  override name = 'DownloadError';
  readonly code: DownloadErrorCode;
  readonly status: number | undefined;

  constructor(code: DownloadErrorCode, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status;
  }

  /** The link is expired or gone: a fresh one must be asked for, the same one will not work again. */
  get linkDead(): boolean {
    return this.status !== undefined && DEAD_STATUSES.has(this.status);
  }
}
