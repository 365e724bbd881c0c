import { CollectError } from './collect-error.ts';
import { InvalidKeyError } from './invalid-key-error.ts';

const DEAD_LINK_STATUS = new Set([401, 403, 404, 410]);
const FULL_CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The numeric HTTP status an error carries, if any. */
export function statusOf(error: unknown): number | null {
  const status = (error as { status?: unknown } | null | undefined)?.status;
  return typeof status === 'number' ? status : null;
}

/** Sorts an error thrown instead of an answer: a refused address is dead, everything else is the network. */
export function classifyFetchFailure(error: unknown): CollectError {
  if (error instanceof CollectError) return error;
  const status = statusOf(error);
  if (status !== null && DEAD_LINK_STATUS.has(status)) {
    return new CollectError('link-dead', `The film's link is dead (status ${status})`, { cause: error });
  }
  const detail = status === null ? systemCode(error) : `status ${status}`;
  return new CollectError('network', withDetail('The film could not be fetched', detail), { cause: error });
}

/** Sorts an error of a body that had begun: the film is cut, however much of it arrived. */
export function classifyBodyFailure(error: unknown, gainedBytes: number): CollectError {
  if (error instanceof CollectError) return error;
  const message = `The connection broke after ${gainedBytes} bytes`;
  return new CollectError('cut', withDetail(message, systemCode(error)), { cause: error });
}

/**
 * Sorts what is left once fetch and body failures are sorted: an error of our own file system means that the store
 * takes no films now. Other errors (a bad key, a fault of the caller) come back as they are.
 */
export function classifyDiskFailure(error: unknown): unknown {
  if (error instanceof CollectError || error instanceof InvalidKeyError) return error;
  const code = systemCode(error);
  if (code === null) return error;
  if (code === 'ENOENT') {
    const message =
      'The half-written film was taken away: another download took over, or somebody removed it';
    return new CollectError('aborted', message, { cause: error });
  }
  const message = FULL_CODES.has(code) ? 'The disk is full' : 'The disk refuses the film';
  return new CollectError('storage-unavailable', withDetail(message, code), { cause: error });
}

/** A code such as ECONNRESET; only the fixed form, so that no provider text slips into a message. */
function systemCode(error: unknown): string | null {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : null;
}

function withDetail(message: string, detail: string | null): string {
  return detail === null ? message : `${message} (${detail})`;
}
