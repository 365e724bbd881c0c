import type { Clip } from '@cineflow/contracts';
import type { WorkerContext } from '../context.ts';

/**
 * Has a frame of a stored clip put beside it, later and where that can be done. Nobody waits for it: the take is done
 * without, and a worker that ends first leaves a clip without a poster.
 */
export function addPoster({ store, log, stopping }: WorkerContext, clip: Clip): void {
  if (stopping.aborted) return;
  store.addPoster(clip).then(
    (isMade) => log.debug({ key: clip.key, isMade }, 'poster'),
    (error: unknown) => log.warn({ key: clip.key, err: error }, 'no poster could be kept'),
  );
}
