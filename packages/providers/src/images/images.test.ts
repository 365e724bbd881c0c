import { createHttpClient } from '@cineflow/http';
import { afterAll } from 'vitest';
import type { Reaction } from '../../test/scripted-server.ts';
import type { Family } from '../family.ts';
import { describeProvider } from '../provider.testsuite.ts';
import { images } from './index.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

// Nothing here was seen live. [D] ai.google.dev · [C] client T8mars/Comfyui-zhenzhen 356f9d7 · [S] resellers · [I]
// errors of relays are those of NewAPI.
const json = (status: number, body: unknown): Reaction => ({ status, body });
const PNG = Buffer.from('\x89PNG\r\n\x1a\n picture', 'latin1').toString('base64');
const accepted = (body: unknown) => ({ reaction: json(200, body), operation: { id: 'attempt-1' } });

const google: Family = {
  ...images,
  create: (settings, client) => images.create({ ...settings, baseUrl: `${settings.baseUrl}/v1beta` }, client),
};
// [D] the error of every Google API.
const no = (code: number, status: string, message: string, details: readonly object[] = []): Reaction =>
  json(code, { error: { code, message, status, details } });

describeProvider('images of Google', {
  family: google,
  http,
  accepted: accepted({
    candidates: [
      {
        content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data: PNG } }] },
        finishReason: 'STOP',
      },
    ],
    usageMetadata: { candidatesTokenCount: 1120 },
  }),
  refused: {
    'a wrong key': {
      reaction: no(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'),
      refusal: 'auth',
    },
    'no key': { reaction: no(401, 'UNAUTHENTICATED', 'Request had invalid credentials'), refusal: 'auth' },
    'a key that may not': { reaction: no(403, 'PERMISSION_DENIED', 'denied'), refusal: 'auth' },
    'a bad parameter': { reaction: no(400, 'INVALID_ARGUMENT', 'aspectRatio'), refusal: 'invalid' },
    'a wrong place': {
      reaction: no(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
      refusal: 'invalid',
    },
    'a retired model': {
      reaction: no(404, 'NOT_FOUND', 'models/gemini-3-pro-image-preview is not found for API version v1beta'),
      refusal: 'retired',
    },
    'too many a minute': {
      reaction: no(429, 'RESOURCE_EXHAUSTED', 'quota', [{ retryDelay: '34.5s' }]),
      refusal: 'rate-limited',
    },
    'too many a day': {
      reaction: no(429, 'RESOURCE_EXHAUSTED', 'quota', [
        { violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel' }] },
      ]),
      refusal: 'balance',
    },
  },
  answersAtOnce: true,
});

/** Envelopes of the middleware and of a task: [C] new-api 823e263. */
const relayNo = (status: number, code: string, message: string): Reaction =>
  json(status, { error: { message, type: 'new_api_error', code } });

describeProvider('images of relays', {
  family: images,
  http,
  // [C]
  accepted: accepted({ created: 1_763_900_000, data: [{ b64_json: PNG }] }),
  refused: {
    'a wrong key': { reaction: relayNo(401, '', '无效的令牌'), refusal: 'auth' },
    'a key without the group': { reaction: relayNo(403, '', '无权访问 banana 分组'), refusal: 'auth' },
    'no money': {
      reaction: relayNo(403, 'insufficient_user_quota', '用户额度不足'),
      refusal: 'balance',
    },
    'no channel': {
      reaction: relayNo(503, 'model_not_found', '当前分组 default 下对于模型 nano-banana-pro 无可用渠道'),
      refusal: 'busy',
    },
    saturated: { reaction: relayNo(429, '', '当前分组上游负载已饱和，请稍后再试'), refusal: 'rate-limited' },
    'bad content': { reaction: relayNo(400, '', '提示词包含敏感内容'), refusal: 'content-policy' },
    'a bad size': { reaction: relayNo(400, 'invalid_request', 'image_size'), refusal: 'invalid' },
    'a model nobody has': { reaction: relayNo(404, 'model_not_found', 'x'), refusal: 'retired' },
  },
  answersAtOnce: true,
});
