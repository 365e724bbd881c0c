import type { HttpClient } from '@cineflow/http';
import { presetOf, type AccountSettings, type Family } from '../family.ts';
import { bearerAccount } from '../kit/account.ts';
import type { Provider } from '../spec.ts';
import { readBalance, readPrices } from './account.ts';
import { create } from './create.ts';
import { listRecent } from './list.ts';
import { poll, pollPage } from './poll.ts';
import { PRESETS } from './settings.ts';

/** Sora.hk in its own dialect. */
export const soraHk: Family = { family: 'sora-hk', presets: PRESETS, create: createSoraHk };

/** One account at Sora.hk. */
export function createSoraHk(
  settings: AccountSettings,
  http: HttpClient,
): Provider & Required<Pick<Provider, 'balance'>> {
  const preset = presetOf(settings, soraHk);
  const { models = preset.models } = settings;
  const account = bearerAccount(settings, http);
  return {
    id: settings.id,
    family: 'sora-hk',
    models,
    defaultModel: preset.defaultModel,
    origins: [new URL(account.baseUrl).origin],
    credentials: () => account.headers,
    create: (request, context) => create(account, request, context),
    poll: (operation, context) => poll(account, operation, context),
    pollPage: (page, context) => pollPage(account, page, context),
    listRecent: (since, context) => listRecent(account, since, context),
    balance: (context) => readBalance(account, context),
    prices: (context) => readPrices(account, context),
  };
}
