import { CollectError } from './collect-error.ts';

/**
 * Decides whether a failed download may be continued later: its bytes must be proved to be of one film, some must be
 * missing, and the failure must not speak against the bytes themselves. `nothingMore` says that the server ended its
 * answer in good order without a single new byte: asked again from there, it would do so for ever.
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
