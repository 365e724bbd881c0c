import { createHttpClient } from '@cineflow/http';
import type { GenerationRequest } from '@cineflow/core';
import { afterAll, describe, expect, test } from 'vitest';
import { accountAt } from '../../test/accounts.ts';
import { startScriptedServer, type Reaction } from '../../test/scripted-server.ts';
import { describeProvider } from '../provider.testsuite.ts';
import { capabilitiesOf } from '../spec.ts';
import { toOrder } from './create.ts';
import { gemini } from './index.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

// We saw nothing here live. [D] ai.google.dev: Omni, Veo, errors · [C] google-gemini/cookbook, js-genai 6e9b35c and
// working clients · [O] answers others published · [S] resellers · [I] inferred.
const uri = 'https://clips.example/a.mp4';
const made = (content: object, more: object = {}) => ({
  id: 'v1_a',
  status: 'completed',
  steps: [
    { type: 'user_input', content: [{ type: 'text', text: 'p' }] },
    { type: 'model_output', content: [content] },
  ],
  ...more,
});
const no = (status: number, message: string, more: object = {}): Reaction => ({
  status,
  body: { error: { code: status, message, ...more } },
});

describeProvider('gemini', {
  family: gemini,
  http,
  // [O]
  accepted: {
    reaction: { status: 200, body: { id: 'v1_a', status: 'in_progress', object: 'interaction' } },
    operation: { id: 'v1_a' },
  },
  refused: {
    // [D]
    'too many requests': {
      reaction: no(429, 'Resource has been exhausted', { status: 'RESOURCE_EXHAUSTED' }),
      refusal: 'rate-limited',
    },
    // [D]
    'a wrong key': {
      reaction: no(400, 'API key not valid. Please pass a valid API key.', { status: 'INVALID_ARGUMENT' }),
      refusal: 'auth',
    },
    // [I]
    'no money': {
      reaction: no(429, 'Your prepayment credits are depleted.', { status: 'RESOURCE_EXHAUSTED' }),
      refusal: 'balance',
    },
    // [O] a bare number instead of "8s"
    'a bad parameter': {
      reaction: {
        status: 400,
        body: { error: { code: 'invalid_request', message: 'Invalid value at duration' } },
      },
      refusal: 'invalid',
    },
    // [C]
    'bad content': {
      reaction: no(400, 'The prompt was blocked for safety reasons.', { status: 'PROHIBITED_CONTENT' }),
      refusal: 'content-policy',
    },
    // [S]
    'a model that is off': {
      reaction: no(404, 'models/veo-3.1-generate-preview is no longer available', { status: 'NOT_FOUND' }),
      refusal: 'retired',
    },
  },
  // [C]
  pending: { status: 200, body: { id: 'v1_a', status: 'in_progress' } },
  completed: {
    reaction: { status: 200, body: made({ type: 'video', mime_type: 'video/mp4', uri }) },
    output: { url: uri, auth: 'none' },
  },
  failed: { status: 200, body: { id: 'v1_a', status: 'failed', error: { code: 'internal', message: 'x' } } },
});

const request: GenerationRequest = {
  model: 'gemini-omni-1.1-flash',
  prompt: 'p',
  inputs: [],
  durationSeconds: 8,
  aspectRatio: '9:16',
};
const format = { type: 'video', delivery: 'uri', aspect_ratio: '9:16', resolution: '720p', duration: '8s' };
const usual = { model: request.model, input: 'p', background: true, response_format: format };
const image = { type: 'image', data: 'QQ==', mime_type: 'image/png' };
const seen = (role: GenerationRequest['inputs'][number]['role']) => ({
  role,
  base64: 'QQ==',
  mimeType: 'image/png',
});
const task = (name: string) => ({ generation_config: { video_config: { task: name } } });

// [D], the task beside pictures [C]
test.for<[string, Partial<GenerationRequest>, Parameters<typeof toOrder>[1], object]>([
  ['text, its size said', {}, [], {}],
  ['a size of its own', { resolution: '1080p' }, [], { response_format: { ...format, resolution: '1080p' } }],
  [
    'a first frame',
    {},
    [seen('first-frame')],
    { input: [image, { type: 'text', text: 'p' }], ...task('image_to_video') },
  ],
  [
    'two frames',
    {},
    [seen('first-frame'), seen('last-frame')],
    { input: [image, image, { type: 'text', text: 'p' }], ...task('image_to_video') },
  ],
  [
    'references',
    {},
    [seen('reference')],
    { input: [image, { type: 'text', text: 'p' }], ...task('reference_to_video') },
  ],
  [
    'a seed, a negative prompt and silence, which cannot be said',
    { seed: 4, negativePrompt: 'n', audio: false },
    [],
    {},
  ],
])('the body of %s', ([, change, pictures, expected]) => {
  expect(toOrder({ ...request, ...change }, pictures)).toEqual({
    path: '/interactions',
    body: { ...usual, ...expected },
  });
});

const start = async (path = '') => {
  const server = await startScriptedServer();
  server.react = () => ({ status: 200, body: { id: 'v1_a', status: 'in_progress' } });
  const provider = gemini.create(accountAt(server.origin + path, 'k'), http);
  return { server, provider, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
};
const context = { timeoutMs: 5_000 };
const once = { ...context, attemptId: 'a', mayWrite: () => true };

describe('over HTTP', () => {
  test.for(['', '/', '/v1', '/v1beta/'])(
    'an address that ends in "%s" is asked under /v1beta',
    async (end) => {
      await using side = await start(end);
      await side.provider.create(request, once);
      await side.provider.poll({ id: 'v1_a' }, context);
      const asked = side.server.requests.map(({ url: { pathname } }) => pathname);
      expect(asked).toEqual(['/v1beta/interactions', '/v1beta/interactions/v1_a']);
      expect(side.server.requests.map(({ headers }) => headers['x-goog-api-key'])).toEqual(['k', 'k']);
      expect(capabilitiesOf(side.provider)).toEqual(['balance', 'keyModels']);
    },
  );

  test('sends pictures as bytes, refuses a missing one before sending', async () => {
    await using site = await startScriptedServer();
    await using side = await start();
    const ask = (status: number, type: string) => {
      site.react = () => ({ status, headers: { 'content-type': type }, body: 'picture' });
      const url = `${site.origin}/a.png`;
      // Real pictures are public; here the test's server serves them.
      const allowedPrivateOrigins = [site.origin];
      const download: typeof http.download = (given) => http.download({ ...given, allowedPrivateOrigins });
      const open = { ...http, download };
      const provider = gemini.create(accountAt(side.server.origin, 'k'), open);
      return provider.create({ ...request, inputs: [{ role: 'first-frame', url }] }, once);
    };
    expect(await ask(404, 'image/png')).toMatchObject({ kind: 'refused', refusal: 'invalid' });
    expect(await ask(503, 'image/png')).toMatchObject({ kind: 'not-sent', ownFault: true });
    expect(side.server.requests).toEqual([]);
    expect(await ask(200, 'image/png')).toMatchObject({ kind: 'accepted' });
    expect(JSON.parse(side.server.requests[0]?.body ?? '')).toMatchObject({
      input: [{ type: 'image', data: Buffer.from('picture').toString('base64') }, { text: 'p' }],
    });
  });

  test('polls Veo by its operation name', async () => {
    await using side = await start();
    const name = 'models/veo-3.1-generate-preview/operations/o1';
    side.server.react = () => ({ status: 200, body: { name } });
    const created = await side.provider.create({ ...request, model: 'veo-3.1-generate-preview' }, once);
    expect(created).toMatchObject({ kind: 'accepted', operation: { id: name } });
    expect(await side.provider.poll({ id: name }, context)).toMatchObject({ kind: 'pending' });
    expect(side.server.requests.map(({ url: { pathname } }) => pathname)).toEqual([
      '/v1beta/models/veo-3.1-generate-preview:predictLongRunning',
      `/v1beta/${name}`,
    ]);
  });

  test.for<[string, number, unknown, object]>([
    ['a list of models [D]', 200, { models: [{ name: 'models/x' }] }, { kind: 'known' }],
    ['no list [I]', 200, {}, { kind: 'error' }],
    [
      'a wrong key [D]',
      400,
      { error: { message: 'API key not valid.' } },
      { kind: 'refused', refusal: 'auth' },
    ],
    [
      'no permission [D]',
      403,
      { error: { status: 'PERMISSION_DENIED' } },
      { kind: 'refused', refusal: 'auth' },
    ],
    ['a page [I]', 403, '<html>', { kind: 'error' }],
    ['too much asked [D]', 429, { error: { message: 'slow' } }, { kind: 'error', throttledMs: 1_000 }],
  ])('the check of the key, which tells no amount: %s', async ([, status, body, expected]) => {
    await using side = await start();
    side.server.react = () => ({ status, body });
    const told = await side.provider.balance?.(context);
    expect(told).toMatchObject(expected);
    expect(told).not.toHaveProperty('balance');
  });
});
