import type { HttpClient } from '@cineflow/http';
import { presetOf, wireModelOf, type AccountSettings, type Family } from '../family.ts';
import { bearerAccount } from '../kit/account.ts';
import type { Provider } from '../spec.ts';
import { toBody } from './body.ts';
import { create } from './create.ts';
import { listRecent, type KnownOfAccount } from './list.ts';
import { poll, pollPage } from './poll.ts';
import { PRESETS } from './settings.ts';

/** Wan at Alibaba Cloud Model Studio, and at relays that offer the same API under a path. */
export const dashscope: Family = { family: 'dashscope', presets: PRESETS, create: createDashscope };

function createDashscope(settings: AccountSettings, http: HttpClient): Provider {
  const preset = presetOf(settings, dashscope);
  const { models = preset.models } = settings;
  const root = rootOf(settings.baseUrl);
  const account = bearerAccount({ ...settings, baseUrl: `${root}/api/v1` }, http);
  const known: KnownOfAccount = { ended: new Map(), models };
  // No relay is known to list tasks, so an answer it gives there proves nothing.
  const isRelay = new URL(root).pathname !== '/';
  return {
    id: settings.id,
    family: 'dashscope',
    models,
    defaultModel: preset.defaultModel,
    takesDataUris: true,
    origins: [new URL(root).origin],
    credentials: () => account.headers,
    create: (request, context) =>
      create(account, toBody(request, wireModelOf(models, request.model)), context),
    poll: (operation, context) => poll(account, operation, context),
    ...(isRelay
      ? {}
      : {
          pollPage: (page, context) => pollPage(account, page, context),
          listRecent: (since, context) => listRecent(account, since, context, known),
        }),
  };
}

/** Strips the version from an address: `/v1`, `/api/v1`, or the path of the chat API. */
function rootOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '').replace(/(?:\/(?:api|compatible-mode))?\/v1$/, '');
}
