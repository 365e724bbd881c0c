import type { GenerationRequest } from '@cineflow/core';
import { createHttpClient, DownloadError, type HttpClient, type PostRequest } from '@cineflow/http';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { accountAt } from '../../test/accounts.ts';
import { answer } from '../../test/exchanges.ts';
import { type Reaction, startScriptedServer } from '../../test/scripted-server.ts';
import { describeProvider } from '../provider.testsuite.ts';
import type { CreateContext } from '../spec.ts';
import { toBody } from './create.ts';
import { comfly } from './index.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

// Nothing here was seen live. [C] clients T8mars/Comfyui-zhenzhen 356f9d7 and ainewsto/Comfyui_Comfly · [D] sister sites
// of the same server software · [I] the errors are those of NewAPI.
const json = (status: number, body: unknown): Reaction => ({ status, body });
const no = (status: number, code: string, message: string): Reaction =>
  json(status, { error: { message: `${message} (request id: 2026112301)`, type: 'new_api_error', code } });
const flat = (status: number, code: string, message: string): Reaction =>
  json(status, { code, message, data: null });
const task = (status: string, more: object = {}) => ({
  task_id: 'task_x1',
  platform: 'suno',
  action: 'generate',
  status,
  fail_reason: '',
  submit_time: 1_763_900_000,
  start_time: 1_763_900_003,
  finish_time: 0,
  progress: '40%',
  data: {},
  ...more,
});
const url = 'https://cdn.example/a.mp4';

describeProvider('comfly', {
  family: comfly,
  http,
  // [C]
  accepted: { reaction: json(200, { task_id: 'task_x1' }), operation: { id: 'task_x1', ref: 'v2' } },
  refused: {
    // [I] tables of NewAPI.
    'a wrong key': { reaction: no(401, '', '无效的令牌'), refusal: 'auth' },
    'a key without the group': { reaction: no(403, '', '无权访问 grok 分组'), refusal: 'auth' },
    'no money': {
      reaction: flat(403, 'insufficient_user_quota', '用户额度不足, 剩余额度: ＄0.01'),
      refusal: 'balance',
    },
    'no money of the key': {
      reaction: flat(403, 'pre_consume_token_quota_failed', '令牌额度不足'),
      refusal: 'balance',
    },
    'no channel': {
      reaction: no(503, 'model_not_found', '当前分组 default 下对于模型 grok-video-3 无可用渠道'),
      refusal: 'busy',
    },
    'no channel of the task': { reaction: flat(500, 'get_channel_failed', '获取渠道失败'), refusal: 'busy' },
    saturated: {
      reaction: flat(429, 'fail_to_fetch_task', '当前分组上游负载已饱和，请稍后再试'),
      refusal: 'rate-limited',
    },
    'too many, no body': { reaction: { status: 429, body: '' }, refusal: 'rate-limited' },
    // [S] docs.apiyi.com 2026-10: what a retired Veo answers.
    'a retired model': {
      reaction: flat(404, 'fail_to_fetch_task', '{"error":{"message":"veo-3.1 is no longer available"}}'),
      refusal: 'retired',
    },
    'bad content': {
      reaction: flat(400, 'fail_to_fetch_task', '提示词包含敏感内容'),
      refusal: 'content-policy',
    },
    'a bad parameter': { reaction: flat(400, 'invalid_request', 'ratio is required'), refusal: 'invalid' },
  },
  // [C]
  pending: json(200, task('IN_PROGRESS')),
  completed: {
    reaction: json(200, task('SUCCESS', { progress: '100%', data: { output: url, outputs: [url] } })),
    output: { url, auth: 'none' },
  },
  failed: json(200, task('FAILURE', { fail_reason: '生成失败' })),
});

const asked = (model: string, more: Partial<GenerationRequest> = {}): GenerationRequest => ({
  model,
  prompt: 'rain',
  inputs: [],
  durationSeconds: 8,
  aspectRatio: '9:16',
  ...more,
});
const context: CreateContext = { attemptId: 'a', mayWrite: () => true, timeoutMs: 5_000 };

// [C]
test.for<[string, GenerationRequest, readonly string[], object]>([
  [
    'Grok, size and seconds said',
    asked('grok-video-3', { durationSeconds: 6 }),
    [],
    { ratio: '9:16', duration: 6, resolution: '720P' },
  ],
  [
    'Grok with references',
    asked('grok-video-3', { durationSeconds: 15, resolution: '1080p', seed: 7 }),
    ['u', 'v'],
    { ratio: '9:16', duration: 15, resolution: '1080P', images: ['u', 'v'], seed: 7 },
  ],
  [
    'Veo, its size said',
    asked('veo3.1', { resolution: '720p' }),
    [],
    { aspect_ratio: '9:16', enhance_prompt: false, enable_upsample: false },
  ],
  [
    'Veo of no chosen size, which is said all the same',
    asked('veo3.1'),
    [],
    { aspect_ratio: '9:16', enhance_prompt: false, enable_upsample: false },
  ],
  [
    'Veo in 1080p, with a Chinese prompt',
    asked('veo3.1-components', { prompt: '雨夜', resolution: '1080p' }),
    ['data:'],
    { prompt: '雨夜', aspect_ratio: '9:16', enhance_prompt: true, enable_upsample: true, images: ['data:'] },
  ],
  ['Veo in 4k, which is a model', asked('veo3.1-4k'), [], { aspect_ratio: '9:16', enhance_prompt: false }],
])('body of %s', ([, request, images, expected]) => {
  expect(toBody(request, images)).toEqual({ model: request.model, prompt: 'rain', ...expected });
});

/** An account over a client that records what is sent and serves these pictures. */
function account(download: HttpClient['download']) {
  const sent: PostRequest[] = [];
  const client = {
    download,
    postOnce: async (request: PostRequest) => {
      sent.push(request);
      return answer(200, { task_id: 'task_1' });
    },
  } as unknown as HttpClient;
  return {
    sent,
    provider: comfly.create({ ...accountAt('https://relay.example/v1', 'k'), id: 't8star' }, client),
  };
}
const inputs = ['a', 'b'].map((name) => ({ role: 'reference', url: `https://img.example/${name}` }) as const);

test('sends Veo the pictures in order, Grok their addresses', async () => {
  const { sent, provider } = account(async ({ url: address }) => ({
    stream: Readable.from([Buffer.from(address.slice(-1))]),
    status: 200,
    contentType: 'image/png',
    offsetBytes: 0,
  }));
  await provider.create(asked('veo3.1-components', { inputs }), context);
  await provider.create(asked('grok-video-3', { inputs }), context);
  expect(sent.map((request) => 'json' in request && request.json)).toMatchObject([
    { images: ['data:image/png;base64,YQ==', 'data:image/png;base64,Yg=='] },
    { images: inputs.map((input) => input.url) },
  ]);
});

test('nothing is sent when a picture of Veo is gone', async () => {
  const { sent, provider } = account(async () =>
    Promise.reject(new DownloadError('status', 'no', { status: 404 })),
  );
  expect(await provider.create(asked('veo3.1-components', { inputs }), context)).toMatchObject({
    kind: 'refused',
    refusal: 'invalid',
    evidence: { bytesWritten: 0 },
  });
  expect(sent).toEqual([]);
});

const t8star = (origin: string, path: string) =>
  comfly.create({ ...accountAt(origin + path, 'k'), id: 't8star' }, http);

test.for([
  ['', '/v2/videos/generations'],
  ['/v1', '/v2/videos/generations'],
  ['/v1/', '/v2/videos/generations'],
  ['/relay/v1', '/relay/v2/videos/generations'],
] as const)('an address that ends in "%s" is asked at %s', async ([end, path]) => {
  await using server = await startScriptedServer();
  server.react = () => json(200, { task_id: 'task_1' });
  await t8star(server.origin, end).create(asked('grok-video-3'), context);
  expect(server.requests.map((request) => request.url.pathname)).toEqual([path]);
});

test('the model row decides the wire of create and poll', async () => {
  await using server = await startScriptedServer();
  server.react = () => json(200, { task_id: 'task_1', status: 'IN_PROGRESS' });
  const provider = t8star(server.origin, '/v1');
  for (const model of ['grok-video-3', 'omni_flash-10s']) {
    const outcome = await provider.create(asked(model), context);
    if (outcome.kind === 'accepted') await provider.poll(outcome.operation, context);
  }
  expect(server.requests.map(({ method, url: { pathname } }) => `${method} ${pathname}`)).toEqual([
    'POST /v2/videos/generations',
    'GET /v2/videos/generations/task_1',
    'POST /v1/videos',
    'GET /v1/videos/task_1',
  ]);
});

test('asks both wires for an id given by a person', async () => {
  await using server = await startScriptedServer();
  server.react = (request) =>
    request.url.pathname.startsWith('/v2')
      ? json(200, task('SUCCESS', { data: { output: url } }))
      : flat(400, 'task_not_exist', 'task_not_exist');
  const provider = t8star(server.origin, '/v1');
  expect(await provider.poll({ id: 'task_1' }, context)).toMatchObject({ kind: 'completed' });
  server.react = () => flat(400, 'task_not_exist', 'task_not_exist');
  expect(await provider.poll({ id: 'task_1' }, context)).toMatchObject({ kind: 'not-found' });
});

// [C] The link is in data.output, else data.outputs, else video_url.
test.for<[string, object, object]>([
  ['in a list', { data: { outputs: [url] } }, { kind: 'completed', output: { url } }],
  ['beside the data', { video_url: url }, { kind: 'completed', output: { url } }],
  // [I] The link may come later: this wire has no path for the content.
  ['nowhere', { progress: '100%' }, { kind: 'pending', progress: 100 }],
])('a finished task whose link is %s', async ([, more, expected]) => {
  await using server = await startScriptedServer();
  server.react = () => json(200, task('SUCCESS', more));
  const polled = await t8star(server.origin, '/v1').poll({ id: 'task_1', ref: 'v2' }, context);
  expect(polled).toMatchObject(expected);
});

test.for<[string, object]>([
  ['NOT_START', { kind: 'pending' }],
  ['SUBMITTED', { kind: 'pending' }],
  ['QUEUED', { kind: 'pending' }],
  ['REVIEWING', { kind: 'pending' }],
  ['FAILURE', { kind: 'failed', reason: 'content-policy', message: '内容审核未通过' }],
])('a task that is %s [C]', async ([status, expected]) => {
  await using server = await startScriptedServer();
  server.react = () => json(200, task(status, { fail_reason: '内容审核未通过' }));
  expect(await t8star(server.origin, '/v1').poll({ id: 'task_1', ref: 'v2' }, context)).toMatchObject(
    expected,
  );
});
