import type { HttpClient } from '@cineflow/http';
import type { AccountSettings, Family } from '../family.ts';
import { bearerAccount } from '../kit/account.ts';
import type { Provider } from '../spec.ts';
import { create } from './create.ts';
import { listRecent, type EndedTasks } from './list.ts';
import { poll, pollPage } from './poll.ts';
import { DEFAULT_MODEL, MODELS, PRESETS } from './settings.ts';

/** Wan at Alibaba Cloud Model Studio, and at relays that have the same under a path. */
export const dashscope: Family = { family: 'dashscope', presets: PRESETS, create: createDashscope };

function createDashscope(settings: AccountSettings, http: HttpClient): Provider {
  const root = rootOf(settings.baseUrl);
  const account = bearerAccount({ ...settings, baseUrl: `${root}/api/v1` }, http);
  const ended: EndedTasks = new Map();
  // Of the relays under a path none is known to list tasks: nothing may be concluded from what they answer there.
  const isRelay = new URL(root).pathname !== '/';
  return {
    id: settings.id,
    family: 'dashscope',
    models: MODELS,
    defaultModel: DEFAULT_MODEL,
    origins: [new URL(root).origin],
    credentials: () => account.headers,
    create: (request, context) => create(account, request, context),
    poll: (operation, context) => poll(account, operation, context),
    ...(isRelay
      ? {}
      : {
          pollPage: (page, context) => pollPage(account, page, context),
          listRecent: (since, context) => listRecent(account, since, context, ended),
        }),
  };
}

/** An address without its version, however it was written: with `/v1`, `/api/v1`, or copied from the chat interface. */
function rootOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '').replace(/(?:\/(?:api|compatible-mode))?\/v1$/, '');
}
