import type { HttpClient } from '@cineflow/http';
import type { Provider } from '@cineflow/providers';
import type { FetchFilm } from '@cineflow/storage';

/**
 * Fetches films from the links a provider gives. A provider that is configured on a private address may
 * serve its films there; nobody else's link leads into our network.
 */
export function fetchFilmFrom(http: HttpClient, provider: Provider, url: string): FetchFilm {
  return (from, signal) =>
    http.download({ url, ...from, signal, allowedPrivateOrigins: provider.trustedOrigins });
}
