import { createHttpClient } from '@cineflow/http';
import { afterAll, expect, test } from 'vitest';
import { accountAt } from '../../test/accounts.ts';
import { startScriptedServer, type Reaction } from '../../test/scripted-server.ts';
import { describeProvider } from '../provider.testsuite.ts';
import { capabilitiesOf } from '../spec.ts';
import { dashscope } from './index.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

// Nothing here was seen live. [D] help.aliyun.com, Model Studio: Wan, error codes, asynchronous tasks · [S] resellers
// · [I] inferred.
const no = (status: number, code: string, message: string): Reaction => ({
  status,
  body: { request_id: 'r-1', code, message },
});
const task = (output: Record<string, unknown>): Reaction => ({
  status: 200,
  body: { request_id: 'r-1', output: { task_id: 'a1b2', ...output } },
});

describeProvider('dashscope', {
  family: dashscope,
  http,
  // [D]
  accepted: { reaction: task({ task_status: 'PENDING' }), operation: { id: 'a1b2' } },
  refused: {
    // [D]
    'too many requests': {
      reaction: no(429, 'Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.'),
      refusal: 'rate-limited',
    },
    'a wrong key': { reaction: no(401, 'InvalidApiKey', 'Invalid API-key provided.'), refusal: 'auth' },
    'no money': {
      reaction: no(400, 'Arrearage', 'Access denied, your account is in arrears.'),
      refusal: 'balance',
    },
    'a bad parameter': {
      reaction: no(400, 'InvalidParameter', 'duration must be 2 to 15'),
      refusal: 'invalid',
    },
    'bad content': {
      reaction: no(400, 'DataInspectionFailed', 'Input data may contain inappropriate content.'),
      refusal: 'content-policy',
    },
    'an unknown model': { reaction: no(404, 'ModelNotFound', 'Model not exist.'), refusal: 'retired' },
    // [D] of NewAPI, the software of most relays
    'no channel at a relay': {
      reaction: {
        status: 503,
        body: { error: { code: 'get_channel_failed', message: '当前分组下无可用渠道' } },
      },
      refusal: 'busy',
    },
  },
  pending: task({ task_status: 'RUNNING', submit_time: '2026-11-27 08:00:00.000' }),
  // [D]
  completed: {
    reaction: task({
      task_status: 'SUCCEEDED',
      video_url: 'https://result.oss-cn-beijing.aliyuncs.com/1d/a1b2.mp4?Expires=1790000000&Signature=a%2Fb',
      orig_prompt: 'a cat on a sill',
    }),
    output: {
      url: 'https://result.oss-cn-beijing.aliyuncs.com/1d/a1b2.mp4?Expires=1790000000&Signature=a%2Fb',
      auth: 'none',
    },
  },
  failed: task({ task_status: 'FAILED', code: 'InternalError', message: 'An internal error has occurred' }),
});

// [D] The relays apiyi and LaoZhang: the same API under /wan. An address without a path gets a version.
test.for([
  ['', '/api/v1'],
  ['/v1', '/api/v1'],
  ['/api/v1/', '/api/v1'],
  ['/compatible-mode/v1', '/api/v1'],
  ['/wan', '/wan/api/v1'],
  ['/wan/api/v1', '/wan/api/v1'],
])('an address that ends in "%s" is asked under %s', async ([written, path]) => {
  await using server = await startScriptedServer();
  server.react = () => task({ task_status: 'RUNNING' });
  const provider = dashscope.create(accountAt(server.origin + written, 'k'), http);
  const context = { attemptId: 'a', mayWrite: () => true, timeoutMs: 5_000 };
  const request = { model: 'wan2.6-t2v', prompt: 'p', inputs: [], durationSeconds: 5, aspectRatio: '16:9' };
  await provider.create(request, context);
  await provider.poll({ id: 'a1b2' }, context);
  expect(server.requests.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
    `POST ${path}/services/aigc/video-generation/video-synthesis`,
    `GET ${path}/tasks/a1b2`,
  ]);
  expect(server.requests[0]?.headers['x-dashscope-async']).toBe('enable');
  expect(server.requests[1]?.headers['x-dashscope-async']).toBeUndefined();
});

test('lists tasks at the vendor’s own address only', () => {
  const at = (url: string) => capabilitiesOf(dashscope.create(accountAt(url, 'k'), http));
  expect(at('https://dashscope-intl.aliyuncs.com/v1')).toEqual(['pollPage', 'listRecent']);
  expect(at('https://relay.example/wan')).toEqual([]);
});
