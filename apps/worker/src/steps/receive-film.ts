import type { Film } from '@cineflow/contracts';
import type { TakeRecord } from '@cineflow/ledger';
import type { Provider } from '@cineflow/providers';
import type { WorkerContext } from '../context.ts';
import { fetchFilmFrom } from '../fetch-film.ts';
import { collectLimits } from './collect-limits.ts';
import { keyOf, sidecarOf } from './film-record.ts';

/**
 * Downloads the film of a take from a link of its provider, and stores it under the take's name.
 * @throws CollectError
 */
export function receiveFilm(
  context: WorkerContext,
  provider: Provider,
  { take, url }: { take: TakeRecord; url: string },
): Promise<Film> {
  return context.store.receive({
    key: keyOf(take),
    fetch: fetchFilmFrom(context, provider, url),
    limits: collectLimits(context.settings.collect),
    sidecar: sidecarOf(take),
    signal: context.stopping,
  });
}
