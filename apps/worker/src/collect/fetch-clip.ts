import { DownloadError, type HttpClient } from '@cineflow/http';
import type { Provider } from '@cineflow/providers';
import { CollectError, type FetchClip } from '@cineflow/storage';
import type { Bandwidth } from './bandwidth.ts';

/**
 * Fetches clips from the links a provider gives. A provider that is configured on a private address may
 * serve its clips there; nobody else's link leads into our network.
 */
export function fetchClipFrom(
  { http, bandwidth }: { http: HttpClient; bandwidth: Bandwidth },
  provider: Provider,
  url: string,
): FetchClip {
  const allowedPrivateOrigins = provider.trustedOrigins;
  return async (from, signal) => {
    try {
      const incoming = await http.download({ url, ...from, signal, allowedPrivateOrigins });
      return { ...incoming, stream: bandwidth(incoming.stream, signal) };
    } catch (error) {
      // A link that is refused by rule stays refused: people must read why.
      if (!(error instanceof DownloadError) || error.status !== undefined) throw error;
      throw new CollectError('network', error.message, { cause: error });
    }
  };
}
