import { DownloadError, type HttpClient } from '@cineflow/http';
import type { Provider } from '@cineflow/providers';
import { CollectError, type FetchFilm } from '@cineflow/storage';

/**
 * Fetches films from the links a provider gives. A provider that is configured on a private address may
 * serve its films there; nobody else's link leads into our network.
 */
export function fetchFilmFrom(http: HttpClient, provider: Provider, url: string): FetchFilm {
  return async (from, signal) => {
    try {
      return await http.download({ url, ...from, signal, allowedPrivateOrigins: provider.trustedOrigins });
    } catch (error) {
      // A link that is refused by rule stays refused: people must read why.
      if (!(error instanceof DownloadError) || error.status !== undefined) throw error;
      throw new CollectError('network', error.message, { cause: error });
    }
  };
}
