import { CollectError } from './collect-error.ts';

/**
 * Decides whether a failed download may be continued later: its bytes must be proved to be of one film, some must be
 * missing, and the failure must not speak against the bytes themselves. `gainedBytes` arrived in this attempt: a
 * body cut without a single new byte would be cut again for ever.
 */
export function mayContinue(
  error: unknown,
  part: { sizeBytes: number; totalBytes?: number; validator?: string },
  gainedBytes: number,
): boolean {
  if (!(error instanceof CollectError) || part.validator === undefined || part.sizeBytes === 0) return false;
  if (part.totalBytes !== undefined && part.sizeBytes >= part.totalBytes) return false;
  if (error.kind === 'cut') return gainedBytes > 0;
  return error.kind === 'slow' || error.kind === 'network' || error.kind === 'aborted';
}
