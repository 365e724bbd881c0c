import type { HttpClient } from '@cineflow/http';
import { presetOf, type AccountSettings, type Family } from '../family.ts';
import { bearerAccount } from '../kit/account.ts';
import { readKeyModels } from '../kit/relay/check-key.ts';
import type { Provider } from '../spec.ts';
import { create } from './create.ts';
import { poll } from './poll.ts';
import { PRESETS } from './settings.ts';

/** Grok Imagine at xAI. It has no list of operations, so a person resolves creates whose answer was lost. */
export const xai: Family = { family: 'xai', presets: PRESETS, create: createXai };

function createXai(settings: AccountSettings, http: HttpClient): Provider {
  const preset = presetOf(settings, xai);
  const { models = preset.models } = settings;
  const root = settings.baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
  const account = bearerAccount({ ...settings, baseUrl: `${root}/v1` }, http);
  return {
    id: settings.id,
    family: 'xai',
    models,
    defaultModel: preset.defaultModel,
    takesDataUris: true,
    origins: [new URL(root).origin],
    credentials: () => account.headers,
    create: (request, context) => create(account, request, context),
    poll: (operation, context) => poll(account, operation, context),
    // [S] Compatible with OpenAI. A key without access to this list may still buy, so a refusal proves nothing else.
    keyModels: (context) => readKeyModels(account, context),
  };
}
