import type { HttpClient } from '@cineflow/http';
import type { Provider } from '../spec.ts';
import { toAccount } from './account.ts';
import { readBalance } from './balance.ts';
import { listRecent } from './list-recent.ts';
import { poll } from './poll.ts';
import { pollPage } from './poll-page.ts';
import { models, type SoraHkSettings } from './settings.ts';
import { readPrices } from './prices.ts';
import { submit } from './submit.ts';

/** Sora.hk in its own dialect. */
export function createSoraHk(settings: SoraHkSettings, http: HttpClient): Provider {
  const account = toAccount(settings, http);
  return {
    id: 'sora-hk',
    models,
    defaultModel: 'sora-2',
    trustedOrigins: [new URL(account.baseUrl).origin],
    submit: (request, context) => submit(account, request, context),
    poll: (operationId, context) => poll(account, operationId, context),
    pollPage: (page, context) => pollPage(account, page, context),
    listRecent: (since, context) => listRecent(account, since, context),
    balance: (context) => readBalance(account, context),
    prices: (context) => readPrices(account, context),
  };
}
