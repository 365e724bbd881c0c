import type { HttpClient } from '@cineflow/http';
import { presetOf, wireModelOf, type AccountSettings, type Family } from '../family.ts';
import { ask, atRoot, bearerAccount } from '../kit/account.ts';
import { classifyPoll } from '../kit/relay/classify-poll.ts';
import { createVideos } from '../openai-videos/index.ts';
import type { CallContext, Operation, PollOutcome, Provider } from '../spec.ts';
import { create, WIRE } from './create.ts';
import { MODELS, PRESETS } from './settings.ts';

/**
 * T8Star and similar relays, over their own `/v2/videos/generations`. The same key buys other models at `/v1/videos`,
 * so the model's row decides the wire. Both wires share one account and one lane. There is no list of operations.
 */
export const comfly: Family = { family: 'comfly', presets: PRESETS, create: createComfly };

function createComfly(settings: AccountSettings, http: HttpClient): Provider {
  const preset = presetOf(settings, comfly);
  const account = bearerAccount(settings, http);
  const videos = createVideos(preset, settings, http);
  const pollOwn = async ({ id }: Operation, context: CallContext): Promise<PollOutcome> => {
    const path = `/v2/videos/generations/${encodeURIComponent(id)}`;
    return classifyPoll(await ask(atRoot(account), path, context), account);
  };
  return {
    ...videos,
    family: 'comfly',
    create: (request, context) => {
      const like = wireModelOf(settings.models ?? preset.models, request.model);
      const isOwn = MODELS.some(({ id }) => id === like);
      return isOwn ? create(account, { request, like }, context) : videos.create(request, context);
    },
    poll: async (operation, context) => {
      if (operation.ref === WIRE) return pollOwn(operation, context);
      const told = await videos.poll(operation, context);
      // An id entered by a person does not name its wire.
      return told.kind === 'not-found' ? pollOwn(operation, context) : told;
    },
  };
}
