import { createHttpClient, type HttpClient, type ProxySettings } from '@cineflow/http';
import { comfly } from './comfly/index.ts';
import { dashscope } from './dashscope/index.ts';
import { presetOf, type AccountSettings, type Family, type OpenedAccount } from './family.ts';
import { gemini } from './gemini/index.ts';
import { images } from './images/index.ts';
import { inCurrency } from './in-currency.ts';
import { newapi } from './newapi/index.ts';
import { openaiVideos } from './openai-videos/index.ts';
import { sandbox } from './sandbox/index.ts';
import { soraHk } from './sora-hk/index.ts';
import type { Provider } from './spec.ts';
import { vertex } from './vertex/index.ts';
import { xai } from './xai/index.ts';

/** All families. The first account that is set up is the default. */
export const FAMILIES: readonly Family[] = [
  // Free providers come last: none may become the default beside a paid one.
  soraHk,
  dashscope,
  openaiVideos,
  comfly,
  newapi,
  xai,
  gemini,
  vertex,
  images,
  sandbox,
];

/** The part of the settings that providers need. */
export interface ProviderSettings {
  readonly providers: readonly AccountSettings[];
  readonly proxy?: ProxySettings | undefined;
  readonly spoolDirectory: string;
}

/** Creates the provider of every account that is set up. */
export function createProviders(settings: ProviderSettings): readonly Provider[] {
  const http = createHttpClient(settings.proxy === undefined ? {} : { proxy: settings.proxy });
  const { spoolDirectory } = settings;
  return settings.providers.flatMap((account) => {
    const family = FAMILIES.find((one) => one.family === account.family);
    return family === undefined ? [] : [createProvider({ ...account, spoolDirectory }, family, http)];
  });
}

function createProvider(account: OpenedAccount, family: Family, http: HttpClient): Provider {
  const provider = family.create(account, http);
  const { currency } = account;
  if (currency === undefined) return provider;
  const { currency: usual = currency } = presetOf(account, family);
  return currency === usual ? provider : inCurrency(provider, usual, currency);
}
