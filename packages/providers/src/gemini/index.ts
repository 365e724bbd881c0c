import type { HttpClient } from '@cineflow/http';
import { presetOf, wireModelOf, type AccountSettings, type Family } from '../family.ts';
import { keyAccount } from '../kit/account.ts';
import type { Provider } from '../spec.ts';
import { checkKey, readKeyModels } from './account.ts';
import { create } from './create.ts';
import { poll } from './poll.ts';
import { PRESETS } from './settings.ts';

/** Google's Gemini API. It has no known list of operations, so a person resolves creates whose answer was lost. */
export const gemini: Family = { family: 'gemini', presets: PRESETS, create: createGemini };

function createGemini(settings: AccountSettings, http: HttpClient): Provider {
  const preset = presetOf(settings, gemini);
  const { models = preset.models } = settings;
  const root = settings.baseUrl.replace(/\/+$/, '').replace(/\/v1(?:beta|alpha)?$/, '');
  const toHeaders = (key: string) => ({ 'x-goog-api-key': key });
  const account = keyAccount({ ...settings, baseUrl: `${root}/v1beta` }, http, toHeaders);
  return {
    id: settings.id,
    family: 'gemini',
    models,
    defaultModel: preset.defaultModel,
    takesDataUris: true,
    sendsBytes: true,
    origins: [new URL(root).origin],
    credentials: () => account.headers,
    create: (request, context) =>
      create(account, { request, like: wireModelOf(models, request.model) }, context),
    poll: (operation, context) => poll(account, operation, context),
    balance: (context) => checkKey(account, context),
    keyModels: (context) => readKeyModels(account, context),
  };
}
