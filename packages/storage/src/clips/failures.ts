import { CollectError, systemCode, withDetail } from '../errors.ts';

const DEAD_LINK_STATUS = new Set([401, 403, 404, 410]);

/** The HTTP status of an error, if any. */
export function statusOf(error: unknown): number | null {
  const status = (error as { status?: unknown } | null | undefined)?.status;
  return typeof status === 'number' ? status : null;
}

/** Sorts an error instead of an answer: a refused address is dead, the rest is network. */
export function toFetchError(error: unknown): CollectError {
  if (error instanceof CollectError) return error;
  const status = statusOf(error);
  if (status !== null && DEAD_LINK_STATUS.has(status)) {
    return new CollectError('link-dead', `The clip's link is dead (status ${status})`, { cause: error });
  }
  const detail = status === null ? systemCode(error) : `status ${status}`;
  return new CollectError('network', withDetail('The clip could not be fetched', detail), { cause: error });
}

/** Sorts an error in the middle of a body: the clip is cut. */
export function toBodyError(error: unknown, gainedBytes: number): CollectError {
  if (error instanceof CollectError) return error;
  const message = `The connection broke after ${gainedBytes} bytes`;
  return new CollectError('cut', withDetail(message, systemCode(error)), { cause: error });
}

/**
 * Decides whether the next attempt may continue a failed download.
 * `nothingMore`: the server ended without a new byte, and always would.
 */
export function mayContinue(
  error: unknown,
  part: { sizeBytes: number; totalBytes?: number; validator?: string },
  nothingMore: boolean,
): boolean {
  if (!(error instanceof CollectError) || part.validator === undefined || part.sizeBytes === 0) return false;
  if (part.totalBytes !== undefined && part.sizeBytes >= part.totalBytes) return false;
  if (error.kind === 'cut') return !nothingMore;
  return error.kind === 'slow' || error.kind === 'network' || error.kind === 'aborted';
}
