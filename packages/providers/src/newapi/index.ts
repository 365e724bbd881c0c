import type { HttpClient } from '@cineflow/http';
import type { AccountSettings, Family } from '../family.ts';
import { ask, bearerAccount } from '../kit/account.ts';
import { classifyPoll } from '../kit/relay/classify-poll.ts';
import type { Provider } from '../spec.ts';
import { readBalance, readChargeLog } from './account.ts';
import { create } from './create.ts';
import { DEFAULT_MODEL, MODELS, PRESETS } from './settings.ts';

/** Sites that run NewAPI, by its own `/v1/video/generations`: a charge log, but no list that a key may see. */
export const newapi: Family = { family: 'newapi', presets: PRESETS, create: createNewapi };

function createNewapi(settings: AccountSettings, http: HttpClient): Provider {
  const account = bearerAccount(settings, http);
  return {
    id: settings.id,
    family: 'newapi',
    models: MODELS,
    defaultModel: DEFAULT_MODEL,
    origins: [new URL(account.baseUrl).origin],
    credentials: () => account.headers,
    create: (request, context) => create(account, request, context),
    poll: async (operation, context) => {
      const id = encodeURIComponent(operation.id);
      const exchange = await ask(account, `/video/generations/${id}`, context);
      return classifyPoll(exchange, account, `/videos/${id}/content`);
    },
    balance: (context) => readBalance(account, context),
    chargeLog: (since, context) => readChargeLog(account, since, context),
  };
}
