import type { HttpClient } from '@cineflow/http';
import { presetOf, type AccountSettings, type Family } from '../family.ts';
import type { Provider } from '../spec.ts';
import { bearer, checkKey, describeNoToken, toVertexAccount } from './account.ts';
import { create } from './create.ts';
import { poll } from './poll.ts';
import { PRESETS } from './settings.ts';

/** Veo on Google Cloud. It has no known list of operations, so a person resolves creates whose answer was lost. */
export const vertex: Family = { family: 'vertex', presets: PRESETS, create: createVertex };

function createVertex(settings: AccountSettings, http: HttpClient): Provider {
  const preset = presetOf(settings, vertex);
  const { models = preset.models } = settings;
  const account = toVertexAccount(settings, http);
  const { tokens } = account;
  return {
    id: settings.id,
    family: 'vertex',
    models,
    defaultModel: preset.defaultModel,
    takesDataUris: true,
    sendsBytes: true,
    origins: account.origins,
    credentials: async () => {
      const told = await tokens.get();
      if (told.kind === 'token') return bearer(told.token);
      throw new Error(describeNoToken(told, tokens.secrets).message);
    },
    create: (request, context) => create(account, request, context),
    poll: (operation, context) => poll(account, operation, context),
    balance: () => checkKey(account),
  };
}
