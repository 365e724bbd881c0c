import { createHttpClient } from '@cineflow/http';
import { afterAll } from 'vitest';
import type { Reaction } from '../../test/scripted-server.ts';
import { describeProvider, type Wire } from '../provider.testsuite.ts';
import { createVideos, openaiVideos } from './index.ts';
import { PRESETS, T8STAR_MODELS } from './settings.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

const json = (status: number, body: unknown): Reaction => ({ status, body });
/** Envelope of the middleware: [C] new-api 823e263. */
const no = (status: number, code: string, message: string, type = 'new_api_error'): Reaction =>
  json(status, { error: { message: `${message} (request id: 2026112301)`, type, code } });
/** Envelope of a task error: [C] new-api 823e263. */
const flat = (status: number, code: string, message: string): Reaction =>
  json(status, { code, message, data: null });

const refused: Wire['refused'] = {
  // [C] 401 for a bad, expired or disabled key.
  'a wrong key': { reaction: no(401, '', '无效的令牌'), refusal: 'auth' },
  // [C] the key's group may not use the model.
  'a key without the model': { reaction: no(403, '', '该令牌无权访问模型 wan2.6-t2v'), refusal: 'auth' },
  // [C] 403 flat.
  'no money': {
    reaction: flat(403, 'insufficient_user_quota', '用户额度不足, 剩余额度: ＄0.01'),
    refusal: 'balance',
  },
  'no money of the key': {
    reaction: flat(403, 'pre_consume_token_quota_failed', '令牌额度不足'),
    refusal: 'balance',
  },
  // [D] AIHubMix: 402 or 429 with words of quota.
  'no money by 402': { reaction: no(402, '', 'Payment required'), refusal: 'balance' },
  'no money by 429': {
    reaction: no(429, 'insufficient_quota', 'You exceeded your current quota'),
    refusal: 'balance',
  },
  // [C] middleware.
  'no channel': {
    reaction: no(503, 'model_not_found', 'No available channel for model wan2.6-t2v under group default'),
    refusal: 'busy',
  },
  'no channel in Chinese': {
    reaction: no(503, 'model_not_found', '当前分组 default 下对于模型 wan2.6-t2v 无可用渠道'),
    refusal: 'busy',
  },
  // [O] AIHubMix: HTTP 500 of type Aihubmix_api_error.
  'no channel at AIHubMix': {
    reaction: no(500, 'no_valid_channel_error', 'no valid channel', 'Aihubmix_api_error'),
    refusal: 'busy',
  },
  // [C] 429 without Retry-After.
  saturated: {
    reaction: flat(429, 'rate_limit', '当前分组上游负载已饱和，请稍后再试'),
    refusal: 'rate-limited',
  },
  'too many requests': {
    reaction: no(429, '', '您已达到请求数限制：1分钟内最多请求10次'),
    refusal: 'rate-limited',
  },
  'too many, no body': { reaction: { status: 429, body: '' }, refusal: 'rate-limited' },
  // [C] 400 flat.
  'a bad size': { reaction: flat(400, 'invalid_size', 'size is not supported'), refusal: 'invalid' },
  // [D] AIHubMix: strict about its parameters.
  'an unknown parameter': {
    reaction: no(400, '', "Unknown parameter: 'aspect_ratio'.", 'invalid_request_error'),
    refusal: 'invalid',
  },
  // [C] new-api answers so at a path it does not have.
  'a wrong path': {
    reaction: no(404, '', 'Invalid URL (POST /v1/videos)', 'invalid_request_error'),
    refusal: 'invalid',
  },
  // [S] docs.apiyi.com 2026-10: what a retired Veo answers.
  'a retired model': {
    reaction: flat(404, 'fail_to_fetch_task', '{"error":{"message":"model is no longer available"}}'),
    refusal: 'retired',
  },
  // [S] ArcReel: codes of OpenAI, wrapped by the relay.
  'bad content': {
    reaction: flat(400, 'fail_to_fetch_task', '{"error":{"code":"moderation_blocked"}}'),
    refusal: 'content-policy',
  },
  'bad content in Chinese': { reaction: no(400, '', '提示词包含敏感内容'), refusal: 'content-policy' },
  // [S] some relays.
  'bad content by 451': { reaction: no(451, '', 'Unavailable'), refusal: 'content-policy' },
};

/** The same family with the id of one preset, whose dialect it then speaks. */
// [D] docs.aihubmix.com: the id is long and opaque.
const aihubmixId = `eyJt${'YWJj'.repeat(200)}==`;

describeProvider('aihubmix', {
  family: openaiVideos,
  http,
  accepted: {
    reaction: json(200, {
      id: aihubmixId,
      object: 'video',
      status: 'in_progress',
      model: 'wan2.6-t2v',
      duration: 5,
      width: 1280,
      height: 720,
    }),
    operation: { id: aihubmixId },
  },
  refused,
  // [D] queued → in_progress → completed → failed.
  pending: json(200, { id: 'op', object: 'video', status: 'queued', progress: 0, error: null }),
  // [D] no link in the answer: the clip is behind the key.
  completed: {
    reaction: json(200, {
      id: 'op',
      object: 'video',
      status: 'completed',
      progress: 100,
      video_url: 'https://oss.example/films/a.mp4?sig=a%2Fb',
    }),
    output: { url: 'https://oss.example/films/a.mp4?sig=a%2Fb', auth: 'none' },
  },
  failed: json(200, { id: 'op', status: 'failed', error: { code: 'server_error', message: 'no' } }),
});

const t8star = {
  ...PRESETS[0]!,
  id: 't8star',
  models: T8STAR_MODELS,
  defaultModel: 'omni_flash-10s',
};

describeProvider('t8star', {
  // Only this wire: the account's family has another one too.
  family: { ...openaiVideos, create: (settings, client) => createVideos(t8star, settings, client) },
  http,
  // [C] Comfyui-zhenzhen reads id or task_id.
  accepted: { reaction: json(200, { task_id: 'task_x1' }), operation: { id: 'task_x1' } },
  refused,
  pending: json(200, { task_id: 'task_x1', status: 'IN_PROGRESS', progress: '40%' }),
  completed: {
    reaction: json(200, { status: 'completed', url: 'https://cdn.example/b.mp4' }),
    output: { url: 'https://cdn.example/b.mp4', auth: 'none' },
  },
  failed: json(200, { status: 'failed', fail_reason: '生成失败' }),
});
