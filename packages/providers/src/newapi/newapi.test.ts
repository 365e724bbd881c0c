import { createHttpClient } from '@cineflow/http';
import { afterAll, describe, expect, test } from 'vitest';
import { accountAt } from '../../test/accounts.ts';
import { type Reaction, startScriptedServer } from '../../test/scripted-server.ts';
import type { GenerationRequest } from '@cineflow/core';
import { describeProvider } from '../provider.testsuite.ts';
import type { CallContext } from '../spec.ts';
import { toBody } from './create.ts';
import { newapi } from './index.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

const json = (status: number, body: unknown): Reaction => ({ status, body });
/** Envelope of the middleware: [C] new-api 823e263. */
const no = (status: number, code: string, message: string): Reaction =>
  json(status, { error: { message: `${message} (request id: 2026112301)`, type: 'new_api_error', code } });
/** Envelope of a task error: [C] new-api 823e263. */
const flat = (status: number, code: string, message: string): Reaction =>
  json(status, { code, message, data: null });
/** [C] The current answer to a status question. */
const task = (more: object): Reaction =>
  json(200, { code: 'success', message: '', data: { task_id: 'task_x1', action: 'textGenerate', ...more } });

describeProvider('newapi', {
  family: newapi,
  http,
  // [C] HTTP 200, although the documents say 201.
  accepted: {
    reaction: json(200, {
      id: 'task_x1',
      task_id: 'task_x1',
      object: 'video',
      model: 'wan2.6-t2v',
      status: 'queued',
      progress: 0,
      created_at: 1_763_900_000,
    }),
    operation: { id: 'task_x1' },
  },
  // Each one [C] new-api 823e263 unless it says otherwise.
  refused: {
    'a bad key': { reaction: no(401, '', '无效的令牌'), refusal: 'auth' },
    'an expired key': { reaction: no(401, '', '该令牌已过期'), refusal: 'auth' },
    'a user who is banned': { reaction: no(403, '', '用户已被封禁'), refusal: 'auth' },
    'no access to the group': { reaction: no(403, '', '无权访问 vip 分组'), refusal: 'auth' },
    'no money of the user': {
      reaction: flat(403, 'insufficient_user_quota', '用户额度不足'),
      refusal: 'balance',
    },
    'no money of the key': {
      reaction: flat(403, 'pre_consume_token_quota_failed', 'token quota'),
      refusal: 'balance',
    },
    'a request it cannot read': { reaction: flat(400, 'invalid_request', 'bad json'), refusal: 'invalid' },
    'no model': { reaction: flat(400, 'missing_model', 'model is required'), refusal: 'invalid' },
    'a bad size': { reaction: flat(400, 'invalid_size', 'size'), refusal: 'invalid' },
    'bad seconds': { reaction: flat(400, 'invalid_seconds', 'seconds'), refusal: 'invalid' },
    'no platform': { reaction: flat(400, 'invalid_api_platform', 'platform'), refusal: 'invalid' },
    'no price': { reaction: flat(400, 'model_price_error', '模型价格未配置'), refusal: 'invalid' },
    'a bad mapping': { reaction: flat(400, 'model_mapping_failed', 'mapping'), refusal: 'invalid' },
    'no channel': {
      reaction: no(503, 'model_not_found', 'No available channel for model wan2.6-t2v under group default'),
      refusal: 'busy',
    },
    'no channel in Chinese': {
      reaction: no(503, 'model_not_found', '当前分组 default 下对于模型 wan2.6-t2v 无可用渠道'),
      refusal: 'busy',
    },
    'no channel of the task': { reaction: flat(500, 'get_channel_failed', '获取渠道失败'), refusal: 'busy' },
    saturated: {
      reaction: flat(429, 'fail_to_fetch_task', '当前分组上游负载已饱和，请稍后再试'),
      refusal: 'rate-limited',
    },
    'too many requests': { reaction: no(429, '', '您已达到总请求数限制'), refusal: 'rate-limited' },
    'too many, no body': { reaction: { status: 429, body: '' }, refusal: 'rate-limited' },
    'a retired model': {
      reaction: flat(
        404,
        'fail_to_fetch_task',
        '{"error":{"code":404,"message":"… is no longer available"}}',
      ),
      refusal: 'retired',
    },
    'bad content': {
      reaction: flat(400, 'fail_to_fetch_task', '{"code":"DataInspectionFailed","message":"inappropriate"}'),
      refusal: 'content-policy',
    },
    'the vendor refuses': {
      reaction: flat(400, 'fail_to_fetch_task', '{"code":"InvalidParameter","message":"duration"}'),
      refusal: 'invalid',
    },
    'a wrong path': { reaction: no(404, '', 'Invalid URL (POST /video/generations)'), refusal: 'invalid' },
  },
  pending: task({ status: 'IN_PROGRESS', progress: '45%', fail_reason: '', result_url: '' }),
  completed: {
    reaction: task({
      status: 'SUCCESS',
      progress: '100%',
      result_url: 'https://oss.example/a.mp4?Expires=1',
      data: { output: { task_status: 'SUCCEEDED' } },
    }),
    output: { url: 'https://oss.example/a.mp4?Expires=1', auth: 'none' },
  },
  failed: task({ status: 'FAILURE', fail_reason: '生成失败', data: { status: 'in_progress' } }),
});

const asked = (model: string, more: Partial<GenerationRequest> = {}): GenerationRequest => ({
  model,
  prompt: '雨夜',
  inputs: [],
  durationSeconds: 6,
  aspectRatio: '9:16',
  ...more,
});
const inputs = [{ role: 'first-frame', url: 'https://img.example/a.png' }] as const;

test.for<[GenerationRequest, object]>([
  [asked('wan2.6-t2v', { resolution: '1080p' }), { size: '1080*1920', duration: 6 }],
  [asked('wan2.6-i2v', { inputs }), { size: '720P', image: inputs[0].url, images: [inputs[0].url] }],
  [
    asked('veo-3.1-generate-001', { inputs, seed: 7 }),
    {
      size: '720x1280',
      image: inputs[0].url,
      images: [inputs[0].url],
      metadata: { durationSeconds: 6, aspectRatio: '9:16', resolution: '720p', seed: 7 },
    },
  ],
])('body of %j [C]', ([request, expected]) => {
  expect(toBody(request)).toEqual({ model: request.model, prompt: '雨夜', duration: 6, ...expected });
});

describe('the account', () => {
  const context: CallContext = { timeoutMs: 5_000 };
  const start = async (react: (path: string) => Reaction) => {
    const server = await startScriptedServer();
    server.react = ({ url }) => react(url.pathname);
    const provider = newapi.create(accountAt(`${server.origin}/v1`, 'hidden'), http);
    return { server, provider, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  };
  const models = json(200, { object: 'list', data: [{ id: 'wan2.6-t2v', object: 'model' }] });
  const usage = (more: object): Reaction => json(200, { code: true, message: 'ok', data: more });

  test('reads what the key may still spend, beside /v1', async () => {
    await using side = await start(() => usage({ total_available: 750_000, unlimited_quota: false }));
    expect(await side.provider.balance?.(context)).toMatchObject({
      kind: 'known',
      balance: { amountMicros: 1_500_000, currency: 'USD' },
    });
    expect(side.server.requests[0]?.url.pathname).toBe('/api/usage/token/');
  });

  test.for<[string, Reaction]>([
    ['has no limit of its own', usage({ total_available: 0, unlimited_quota: true })],
    ['is at a site without that path', no(404, '', 'Invalid URL')],
    ['asked too often', { status: 429, body: '' }],
  ])('is known to be good, without an amount, when the key %s', async ([, reaction]) => {
    await using side = await start((path) => (path === '/v1/models' ? models : reaction));
    const balance = await side.provider.balance?.(context);
    expect(balance).toMatchObject({ kind: 'known' });
    expect(balance).not.toHaveProperty('balance');
  });

  test('counts as good with a model list beyond the cap', async () => {
    const data = Array.from({ length: 20_000 }, (_, index) => ({
      id: `model-${index}`,
      object: 'model',
      owned_by: 'x',
    }));
    await using side = await start((path) =>
      path === '/v1/models' ? json(200, { object: 'list', data }) : no(404, '', 'Invalid URL'),
    );
    expect(await side.provider.balance?.(context)).toMatchObject({ kind: 'known' });
  });

  test.for<[string, Reaction, object]>([
    ['a wrong key', no(401, '', '无效的令牌'), { kind: 'refused', refusal: 'auth' }],
    ['a page', { status: 200, body: '<html></html>' }, { kind: 'error' }],
    [
      'too many',
      { status: 429, body: '', headers: { 'retry-after': '9' } },
      { kind: 'error', throttledMs: 9_000 },
    ],
  ])('is not good with %s', async ([, reaction, expected]) => {
    await using side = await start(() => reaction);
    expect(await side.provider.balance?.(context)).toMatchObject(expected);
  });

  const since = new Date(1_763_900_000_000);
  const row = (more: object) => ({
    created_at: 1_763_900_060,
    type: 2,
    quota: 250_000,
    model_name: 'wan2.6-t2v',
    ...more,
  });
  const charge = {
    at: '2025-11-23T12:14:20.000Z',
    amountMicros: 500_000,
    currency: 'USD',
    model: 'wan2.6-t2v',
  };

  test('lists charges and refunds of the key since a time', async () => {
    const rows = [
      row({}),
      row({ type: 6, other: '{"task_id":"task_x1"}' }),
      row({ type: 6, task_id: 'task_x2' }),
      row({ type: 1 }),
      row({ created_at: 1_763_899_999 }),
    ];
    await using side = await start(() => json(200, { success: true, message: '', data: rows }));
    expect(await side.provider.chargeLog?.(since, context)).toMatchObject({
      kind: 'known',
      charges: [charge, { ...charge, refundOf: 'task_x1' }, { ...charge, refundOf: 'task_x2' }],
      complete: true,
    });
    expect(side.server.requests[0]?.url.pathname).toBe('/api/log/token');
  });

  test.for<[string, object[], boolean]>([
    ['1,000 rows of this time', Array.from({ length: 1_000 }, () => row({})), false],
    [
      '1,000 rows that reach back',
      [...Array.from({ length: 999 }, () => row({})), row({ created_at: 1 })],
      true,
    ],
    ['a row it cannot read', [row({}), { strange: true }], false],
  ])('says of %s whether that is all', async ([, rows, complete]) => {
    await using side = await start(() => json(200, { success: true, data: rows }));
    expect(await side.provider.chargeLog?.(since, context)).toMatchObject({ kind: 'known', complete });
  });

  test.for<[string, Reaction, object]>([
    ['the limiter', { status: 429, body: '' }, { kind: 'error', throttledMs: 1_000 }],
    ['a page', { status: 200, body: '<html></html>' }, { kind: 'error' }],
    ['a wrong key', no(401, '', '无效的令牌'), { kind: 'error' }],
  ])('has no charge log when %s answers', async ([, reaction, expected]) => {
    await using side = await start(() => reaction);
    expect(await side.provider.chargeLog?.(since, context)).toMatchObject(expected);
  });
});
