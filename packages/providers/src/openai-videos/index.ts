import type { HttpClient } from '@cineflow/http';
import { presetOf, wireModelOf, type AccountSettings, type Family, type Preset } from '../family.ts';
import { ask, bearerAccount } from '../kit/account.ts';
import { checkKey, readKeyModels } from '../kit/relay/check-key.ts';
import { classifyPoll } from '../kit/relay/classify-poll.ts';
import type { Provider } from '../spec.ts';
import { create } from './create.ts';
import { PRESETS, shapeOf } from './settings.ts';

/**
 * Relays that speak OpenAI's `/v1/videos`. They have no list, no charge log and no balance. So a person resolves
 * creates whose answer was lost, on the account's page.
 */
export const openaiVideos: Family = { family: 'openai-videos', presets: PRESETS, create: createOpenaiVideos };

function createOpenaiVideos(settings: AccountSettings, http: HttpClient): Provider {
  return createVideos(presetOf(settings, openaiVideos), settings, http);
}

/** One account at such a relay, from a preset of any family. */
export function createVideos(preset: Preset, settings: AccountSettings, http: HttpClient): Provider {
  const { models = preset.models } = settings;
  const account = bearerAccount(settings, http);
  return {
    id: settings.id,
    family: 'openai-videos',
    models,
    defaultModel: preset.defaultModel,
    origins: [new URL(account.baseUrl).origin],
    credentials: () => account.headers,
    create: (request, context) => {
      const like = wireModelOf(models, request.model);
      return create(account, { request, like, shape: shapeOf(preset, like) }, context);
    },
    poll: async (operation, context) => {
      const path = `/videos/${encodeURIComponent(operation.id)}`;
      return classifyPoll(await ask(account, path, context), account, `${path}/content`);
    },
    balance: (context) => checkKey(account, context),
    keyModels: (context) => readKeyModels(account, context),
  };
}
