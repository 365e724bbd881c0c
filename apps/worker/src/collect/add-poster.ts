import type { Film } from '@cineflow/contracts';
import type { WorkerContext } from '../context.ts';

/**
 * Has a frame of a stored film put beside it, later and where that can be done. Nobody waits for it: the take is done
 * without, and a worker that ends first leaves a film without a poster.
 */
export function addPoster({ store, log, stopping }: WorkerContext, film: Film): void {
  if (stopping.aborted) return;
  store.addPoster(film).then(
    (isMade) => log.debug({ key: film.key, isMade }, 'poster'),
    (error: unknown) => log.warn({ key: film.key, err: error }, 'no poster could be kept'),
  );
}
