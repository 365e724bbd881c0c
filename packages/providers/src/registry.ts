import { createHttpClient } from '@cineflow/http';
import type { ProviderSettings } from './settings.ts';
import { createSoraHk } from './sora-hk/index.ts';
import type { Provider } from './spec.ts';

/** Creates every provider whose key is present. */
export function createProviders(settings: ProviderSettings): readonly Provider[] {
  const http = createHttpClient(settings.proxy === undefined ? {} : { proxy: settings.proxy });
  const apiKey = settings.sora.apiKey?.reveal() ?? '';
  return apiKey === '' ? [] : [createSoraHk({ apiKey, baseUrl: settings.sora.baseUrl }, http)];
}
