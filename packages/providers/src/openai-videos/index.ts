import type { HttpClient } from '@cineflow/http';
import type { AccountSettings, Family } from '../family.ts';
import { ask, bearerAccount } from '../kit/account.ts';
import { checkKey } from '../kit/relay/check-key.ts';
import { classifyPoll } from '../kit/relay/classify-poll.ts';
import type { Provider } from '../spec.ts';
import { create } from './create.ts';
import { dialectOf, PRESETS } from './settings.ts';

/**
 * Relays that speak OpenAI's `/v1/videos`. They have no list, no charge log and tell no balance: a create whose
 * answer was lost is left to a person, who looks at the account's page.
 */
export const openaiVideos: Family = { family: 'openai-videos', presets: PRESETS, create: createOpenaiVideos };

/** One account at such a relay. */
export function createOpenaiVideos(settings: AccountSettings, http: HttpClient): Provider {
  const account = bearerAccount(settings, http);
  const dialect = dialectOf(settings.id);
  return {
    id: settings.id,
    family: 'openai-videos',
    models: dialect.rows.map(({ model }) => model),
    defaultModel: dialect.defaultModel,
    origins: [new URL(account.baseUrl).origin],
    credentials: () => account.headers,
    create: (request, context) => create(account, dialect, request, context),
    poll: async (operation, context) => {
      const path = `/videos/${encodeURIComponent(operation.id)}`;
      return classifyPoll(await ask(account, path, context), account, `${path}/content`);
    },
    balance: (context) => checkKey(account, context),
  };
}
