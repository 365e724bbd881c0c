import type { GenerationRequest, InputRole, Mode, ModelCapabilities } from '@cineflow/core';
import { createHttpClient } from '@cineflow/http';
import { afterAll, describe, expect, test } from 'vitest';
import { accountAt } from '../test/accounts.ts';
import { startScriptedServer } from '../test/scripted-server.ts';
import { toBody as toComflyBody } from './comfly/create.ts';
import { toOrder } from './gemini/create.ts';
import { toFields } from './openai-videos/body.ts';
import { T8STAR_MODELS } from './openai-videos/settings.ts';
import { FAMILIES } from './registry.ts';
import { toBody as toVertexBody } from './vertex/create.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

const SEED = 4_242_421;
const UNWANTED = 'no people';
const ROLES: Readonly<Record<Mode, readonly InputRole[]>> = {
  text: [],
  image: ['first-frame'],
  frames: ['first-frame', 'last-frame'],
  references: ['reference', 'reference'],
  video: ['video'],
};
const CASES = FAMILIES.filter(({ family }) => family !== 'sandbox').flatMap((family) =>
  family.presets.flatMap(({ id, models }) =>
    models.flatMap((model) =>
      (Object.keys(model.modes) as Mode[]).map((mode) => ({ family, dialect: id, model, mode })),
    ),
  ),
);

describe('a request with everything set', () => {
  test.each(CASES.map((one) => [one.dialect, one.model.id, one.mode, one] as const))(
    'to %s for %s from %s shows what its row promises, and nothing else',
    async (_dialect, _model, _mode, one) => {
      const { body, urls } = await bodyFor(one);
      const { model } = one;
      const sent = {
        seed: body.includes(String(SEED)),
        negativePrompt: body.includes(UNWANTED),
        audio: /"(?:generate_?audio|audio)":\s*false/iu.test(body),
        pictures: urls.filter((url) => body.includes(url)).length,
      };
      expect(sent).toEqual({
        seed: model.seed === true,
        negativePrompt: model.negativePrompt === true,
        audio: model.audio === 'choice',
        pictures: urls.length,
      });
    },
  );
});

type Case = (typeof CASES)[number];

/** The body sent, and what identifies each of its pictures. */
async function bodyFor({ family, dialect, model, mode }: Case): Promise<{ body: string; urls: string[] }> {
  const request = requestOf(model, mode);
  const urls = request.inputs.map(({ url }) => url);
  const said = request.inputs.length === 0 ? undefined : bodyOfBytes(family.family, request);
  if (said !== undefined) return { body: JSON.stringify(said), urls };
  if (family.family === 'vertex')
    return { body: JSON.stringify(toVertexBody(request, picturesOf(request), undefined)), urls };
  await using server = await startScriptedServer();
  server.react = () => ({ status: 200, body: {} });
  const provider = family.create({ ...accountAt(server.origin, 'k'), dialect }, http);
  await provider.create(request, { attemptId: 'a', mayWrite: () => true, timeoutMs: 5_000 });
  return { body: server.requests[0]?.body ?? '', urls };
}

/** Bodies of providers that fetch the pictures first; each URL stands for its bytes. */
function bodyOfBytes(family: string, request: GenerationRequest): unknown {
  const { inputs, model } = request;
  if (family === 'gemini') return toOrder(request, picturesOf(request)).body;
  if (family !== 'comfly') return undefined;
  // A form sends its picture as a file beside the fields.
  if (T8STAR_MODELS.some(({ id }) => id === model)) return { ...toFields(request), file: inputs[0]?.url };
  return toComflyBody(
    request,
    inputs.map(({ url }) => url),
  );
}

function picturesOf({ inputs }: GenerationRequest) {
  return inputs.map(({ role, url }) => ({ role, base64: url, mimeType: 'image/png' }));
}

function requestOf(model: ModelCapabilities, mode: Mode): GenerationRequest {
  const can = model.modes[mode];
  const durations = can?.durations ?? [8];
  return {
    model: model.id,
    prompt: 'rain',
    inputs: ROLES[mode].map((role, at) => ({ role, url: `https://img.example/${role}-${at}.png` })),
    durationSeconds: 'from' in durations ? durations.from : (durations[0] ?? 8),
    aspectRatio: '16:9',
    ...(can?.resolutions === undefined ? {} : { resolution: can.resolutions[0] ?? '' }),
    seed: SEED,
    negativePrompt: UNWANTED,
    audio: false,
  };
}
