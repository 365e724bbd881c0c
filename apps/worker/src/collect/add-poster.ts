import type { Clip } from '@cineflow/contracts';
import type { WorkerContext } from '../context.ts';

/**
 * Adds a poster frame to a stored clip in the background. The take does not wait; a worker that ends first leaves
 * none.
 */
export function addPoster({ store, log, stopping }: WorkerContext, clip: Clip): void {
  if (stopping.aborted) return;
  store.addPoster(clip).then(
    (isMade) => log.debug({ key: clip.key, isMade }, 'poster'),
    (error: unknown) => log.warn({ key: clip.key, err: error }, 'no poster could be kept'),
  );
}
