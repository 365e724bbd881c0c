import type { HttpClient } from '@cineflow/http';
import { presetOf, wireModelOf, type AccountSettings, type Family } from '../family.ts';
import { ask, bearerAccount } from '../kit/account.ts';
import { readKeyModels } from '../kit/relay/check-key.ts';
import { classifyPoll } from '../kit/relay/classify-poll.ts';
import type { Provider } from '../spec.ts';
import { readBalance, readChargeLog } from './account.ts';
import { create, toBody } from './create.ts';
import { PRESETS } from './settings.ts';

/**
 * Sites that run NewAPI, over its own `/v1/video/generations`. A key can read its charge log, but no list of
 * operations.
 */
export const newapi: Family = { family: 'newapi', presets: PRESETS, create: createNewapi };

function createNewapi(settings: AccountSettings, http: HttpClient): Provider {
  const preset = presetOf(settings, newapi);
  const { models = preset.models } = settings;
  const account = bearerAccount(settings, http);
  return {
    id: settings.id,
    family: 'newapi',
    models,
    defaultModel: preset.defaultModel,
    origins: [new URL(account.baseUrl).origin],
    credentials: () => account.headers,
    create: (request, context) =>
      create(account, toBody(request, wireModelOf(models, request.model)), context),
    poll: async (operation, context) => {
      const id = encodeURIComponent(operation.id);
      const exchange = await ask(account, `/video/generations/${id}`, context);
      return classifyPoll(exchange, account, `/videos/${id}/content`);
    },
    balance: (context) => readBalance(account, context),
    keyModels: (context) => readKeyModels(account, context),
    chargeLog: (since, context) => readChargeLog(account, since, context),
  };
}
