import type { HttpClient } from '@cineflow/http';
import type { Family, OpenedAccount } from '../family.ts';
import { bearerAccount } from '../kit/account.ts';
import { checkKey, readKeyModels } from '../kit/relay/check-key.ts';
import type { Provider } from '../spec.ts';
import { create, type ImagesAccount } from './create.ts';
import { poll } from './poll.ts';
import { GOOGLE, RELAY } from './settings.ts';

/**
 * Nano Banana Pro, for key frames: the answer to a create contains the picture. An address ending in `/v1beta` speaks
 * Google's `generateContent`, any other OpenAI's `/images`. No variable sets up an account yet, because shots are
 * clips.
 */
export const images: Family = { family: 'images', presets: [], create: createImages };

function createImages(settings: OpenedAccount, http: HttpClient): Provider {
  const bearer = bearerAccount(settings, http);
  const isGoogle = bearer.baseUrl.endsWith('/v1beta');
  const headers = isGoogle ? { 'x-goog-api-key': settings.apiKey.reveal() } : bearer.headers;
  const account: ImagesAccount = { ...bearer, headers, isGoogle, spoolDirectory: settings.spoolDirectory };
  const table = isGoogle ? GOOGLE : RELAY;
  return {
    id: settings.id,
    family: 'images',
    models: settings.models ?? table.models,
    defaultModel: table.defaultModel,
    takesDataUris: true,
    origins: [new URL(account.baseUrl).origin],
    credentials: () => account.headers,
    create: (request, context) => create(account, request, context),
    poll: (operation) => poll(account, operation),
    balance: (context) => checkKey(account, context),
    keyModels: (context) => readKeyModels(account, context),
  };
}
