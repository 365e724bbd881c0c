import type { GenerationRequest } from '@cineflow/core';
import type { Exchange } from '@cineflow/http';
import { describe, expect, test } from 'vitest';
import { answer, failure } from '../../test/exchanges.ts';
import { toBody } from './body.ts';
import { classifyCreate } from './create.ts';

const secrets = ['sk-hidden-key'];
const page = '<html><body><h1>502 Bad Gateway</h1></body></html>';
const accepted = { output: { task_id: 't1', task_status: 'PENDING' }, request_id: 'r1' };
const no = (code: unknown, message = 'no', more = {}): unknown => ({
  request_id: 'r1',
  code,
  message,
  ...more,
});
const relay = (code: string, message: string): unknown => ({
  error: { code, message, type: 'new_api_error' },
});

function verdict(exchange: Exchange): string {
  const outcome = classifyCreate(exchange, secrets);
  return outcome.kind === 'refused' ? outcome.refusal : outcome.kind;
}

// [D] help.aliyun.com: Wan video API and error codes of Model Studio · [C] dashscope-sdk-python c0d7a0b and NewAPI
// · [S] resellers' pages · [I] inferred. None was seen live.
test.for<[name: string, status: number, body: unknown, verdict: string]>([
  ['the documented answer [D]', 200, accepted, 'accepted'],
  ['a task that runs already [I]', 200, { output: { task_id: 't1', task_status: 'RUNNING' } }, 'accepted'],
  ['no status beside the id [I]', 200, { output: { task_id: 't1' } }, 'accepted'],
  ['201 [I]', 201, accepted, 'accepted'],
  ['an empty code beside it [I]', 200, { ...accepted, code: '', message: '' }, 'accepted'],

  ['no output [I]', 200, { request_id: 'r1' }, 'unconfirmed'],
  ['no id [I]', 200, { output: { task_status: 'PENDING' } }, 'unconfirmed'],
  ['a blank id [I]', 200, { output: { task_id: ' ' } }, 'unconfirmed'],
  ['an id that says null [I]', 200, { output: { task_id: 'null' } }, 'unconfirmed'],
  ['an id with blanks inside [I]', 200, { output: { task_id: 'a b' } }, 'unconfirmed'],
  ['a number as id [I]', 200, { output: { task_id: 12 } }, 'unconfirmed'],
  ['an id that cannot be kept [I]', 200, { output: { task_id: 'x'.repeat(2_049) } }, 'unconfirmed'],
  ['an id outside output [I]', 200, { task_id: 't1' }, 'unconfirmed'],
  ['an id and a code in one [I]', 200, { ...accepted, code: 'InvalidParameter' }, 'unconfirmed'],
  ['an id under HTTP 400 [I]', 400, { ...accepted, code: 'InvalidParameter' }, 'unconfirmed'],
  ['an id under HTTP 429 [I]', 429, accepted, 'unconfirmed'],
  ['an id under HTTP 500 [I]', 500, accepted, 'unconfirmed'],
  ['a clip at once [I]', 200, { output: { video_url: 'https://x.example/a.mp4' } }, 'unconfirmed'],
  ['a refusal with 200 [I]', 200, no('InvalidApiKey'), 'unconfirmed'],
  ['cut JSON [I]', 200, JSON.stringify(accepted).slice(0, 30), 'unconfirmed'],
  ['an empty body [I]', 200, '', 'unconfirmed'],
  ['a page with 200 [I]', 200, page, 'unconfirmed'],
  ['a list [I]', 200, [accepted], 'unconfirmed'],

  ['InvalidApiKey [D]', 401, no('InvalidApiKey', 'Invalid API-key provided.'), 'auth'],
  ['another code with 401 [I]', 401, no('NoToken'), 'auth'],
  ['a relay without its token [C]', 401, relay('', '无效的令牌'), 'auth'],
  ['AccessDenied [D]', 403, no('AccessDenied', 'Access denied.'), 'auth'],
  ['a model not opened [D]', 403, no('AccessDenied.Unpurchased', 'Access to model denied.'), 'auth'],
  ['Model.AccessDenied [D]', 403, no('Model.AccessDenied', '无权访问此模型'), 'auth'],
  ['an unknown 403 [I]', 403, no('Strange'), 'unconfirmed'],
  ['a 401 page [I]', 401, page, 'unconfirmed'],
  ['a 403 page [I]', 403, page, 'unconfirmed'],
  ['an empty object with 401 [I]', 401, {}, 'unconfirmed'],
  [
    'the header of asynchronous calls lost [D]',
    403,
    no('AccessDenied', 'current user api does not support synchronous calls.'),
    'invalid',
  ],

  ['Arrearage with 400 [D]', 400, no('Arrearage', 'your account is in good standing'), 'balance'],
  ['Arrearage with 403 [D]', 403, no('Arrearage'), 'balance'],
  [
    'only the free tier [D]',
    403,
    no('AllocationQuota.FreeTierOnly', 'The free tier has been exhausted'),
    'balance',
  ],
  [
    'free quota used up [D]',
    429,
    no('Throttling.AllocationQuota', 'Free allocated quota exceeded.'),
    'balance',
  ],
  ['insufficient_quota [D]', 429, no('insufficient_quota', 'You exceeded your current quota'), 'balance'],
  ['a relay without money [C]', 403, relay('insufficient_user_quota', '用户额度不足'), 'balance'],
  ['HTTP 402 [I]', 402, no('PaymentRequired'), 'balance'],
  ['arrears in Chinese [I]', 400, no('AccountError', '账户已欠费'), 'balance'],

  ['Throttling [D]', 429, no('Throttling', 'Requests throttling triggered.'), 'rate-limited'],
  ['Throttling.RateQuota [D]', 429, no('Throttling.RateQuota'), 'rate-limited'],
  ['too fast a rise [D]', 429, no('limit_burst_rate', 'Request rate increased too quickly.'), 'rate-limited'],
  [
    'allocated quota, for now [D]',
    429,
    no('Throttling.AllocationQuota', 'Allocated quota exceeded'),
    'rate-limited',
  ],
  ['a throttling with 400 [I]', 400, no('Throttling.RateQuota'), 'rate-limited'],
  ['a bare 429 [I]', 429, '', 'rate-limited'],
  ['a 429 page [I]', 429, page, 'unconfirmed'],
  ['a 429 around an inner failure [I]', 429, no('InternalError'), 'unconfirmed'],

  ['InvalidParameter [D]', 400, no('InvalidParameter', 'duration'), 'invalid'],
  [
    'a picture out of reach [D]',
    400,
    no('InvalidURL', 'The provided URL does not appear to be valid.'),
    'invalid',
  ],
  ['a picture too large [D]', 400, no('InvalidParameter.DataInspection', '图片过大'), 'invalid'],
  ['HTTP 413 [I]', 413, no('RequestTooLarge'), 'invalid'],
  ['HTTP 422 [I]', 422, no('InvalidParameter'), 'invalid'],
  ['ModelNotFound [D]', 404, no('ModelNotFound', 'Model not exist.'), 'retired'],
  ['Model.NotExist with 400 [I]', 400, no('Model.NotExist', '模型已下线'), 'retired'],
  ['HTTP 404 of a path [I]', 404, no('NotFound', 'no such path'), 'unconfirmed'],
  ['a 400 page [I]', 400, page, 'unconfirmed'],
  ['a 400 without code [I]', 400, { message: 'no' }, 'unconfirmed'],
  ['a success under 400 [I]', 400, no('Success'), 'unconfirmed'],
  ['InternalError with 400 [I]', 400, no('InternalError'), 'unconfirmed'],

  ['DataInspectionFailed [D]', 400, no('DataInspectionFailed', 'inappropriate content'), 'content-policy'],
  ['the other spelling [D]', 400, no('data_inspection_failed'), 'content-policy'],
  [
    'IPInfringementSuspect [D]',
    400,
    no('IPInfringementSuspect', 'suspected of infringement'),
    'content-policy',
  ],
  ['content in Chinese [I]', 400, no('InvalidParameter', '输入内容可能包含敏感信息'), 'content-policy'],

  ['InternalError [D]', 500, no('InternalError', 'An internal error has occurred'), 'unconfirmed'],
  ['InternalError.Timeout [D]', 500, no('InternalError.Timeout'), 'unconfirmed'],
  ['a bad parameter inside HTTP 500 [I]', 500, no('InvalidParameter'), 'unconfirmed'],
  [
    'ModelUnavailable [D]',
    503,
    no('ModelUnavailable', 'Model is unavailable, please try again later.'),
    'unconfirmed',
  ],
  ['a relay without channel [C]', 503, relay('model_not_found', '当前分组 Wan 下无可用渠道'), 'busy'],
  ['the same with 500 [C]', 500, relay('get_channel_failed', 'No available channel'), 'busy'],
  ['a page about channels [I]', 503, 'no available channel', 'unconfirmed'],
  ['no channel with 502 [I]', 502, relay('get_channel_failed', ''), 'unconfirmed'],
  ['a redirect [I]', 302, no('InvalidParameter'), 'unconfirmed'],
  ['HTTP 408 [I]', 408, no('RequestTimeOut'), 'unconfirmed'],
  ['HTTP 409 [I]', 409, no('InvalidParameter'), 'unconfirmed'],
  ['HTTP 425 [I]', 425, no('InvalidParameter'), 'unconfirmed'],
  ['HTTP 504 page [I]', 504, page, 'unconfirmed'],
])('%s (HTTP %i)', ([, status, body, expected]) => {
  expect(verdict(answer(status, body))).toBe(expected);
});

test('only a request of which no byte left counts as not sent', () => {
  expect(verdict(failure('connect', 0))).toBe('not-sent');
  expect(verdict(failure('write', 1))).toBe('unconfirmed');
  expect(verdict({ ...answer(200, accepted), truncated: true })).toBe('unconfirmed');
});

test('a refusal has code and retry time, and no secret', () => {
  const body = no('Throttling.RateQuota', `slow down, ${secrets[0]}`);
  expect(classifyCreate(answer(429, body, { 'retry-after': '7' }), secrets)).toMatchObject({
    message: 'slow down, [redacted]',
    retryAfterMs: 7_000,
  });
});

describe('the body', () => {
  const request = (more: Partial<GenerationRequest>): GenerationRequest => ({
    model: 'wan2.6-t2v',
    prompt: 'p',
    inputs: [],
    durationSeconds: 5,
    aspectRatio: '9:16',
    resolution: '720P',
    ...more,
  });
  const url = 'https://img.example/a.png';
  const first = { role: 'first-frame', url } as const;
  const last = { role: 'last-frame', url: 'https://img.example/b.png' } as const;
  const usual = { duration: 5, prompt_extend: true, watermark: false };

  test.for<[string, Partial<GenerationRequest>, object, object]>([
    ['2.6 from text [D]', {}, { prompt: 'p' }, { ...usual, size: '720*1280' }],
    [
      '2.6 from text, 1080P 4:3 [D]',
      { resolution: '1080P', aspectRatio: '4:3' },
      { prompt: 'p' },
      { ...usual, size: '1632*1248' },
    ],
    [
      '2.6 from a picture [D]',
      { model: 'wan2.6-i2v', inputs: [first] },
      { prompt: 'p', img_url: url },
      { ...usual, resolution: '720P' },
    ],
    [
      'flash, whose sound is billed [D]',
      { model: 'wan2.6-i2v-flash', inputs: [first], audio: false },
      { prompt: 'p', img_url: url },
      { ...usual, resolution: '720P', audio: false },
    ],
    [
      '2.6 from references [D]',
      { model: 'wan2.6-r2v', inputs: [{ role: 'reference', url }] },
      { prompt: 'p', reference_urls: [url] },
      { ...usual, size: '720*1280' },
    ],
    [
      '2.7 from text [S]',
      { model: 'wan2.7-t2v' },
      { prompt: 'p' },
      { ...usual, resolution: '720P', ratio: '9:16' },
    ],
    [
      '2.7 from two frames [S]',
      { model: 'wan2.7-i2v', inputs: [first, last] },
      {
        prompt: 'p',
        media: [
          { type: 'first_frame', url },
          { type: 'last_frame', url: last.url },
        ],
      },
      { ...usual, resolution: '720P' },
    ],
    [
      '3.0 with a reference [S]',
      { model: 'wan3.0-video', inputs: [{ role: 'reference', url }] },
      { prompt: 'p', media: [{ type: 'reference_image', url }] },
      { ...usual, resolution: '720P', ratio: '9:16' },
    ],
    [
      'seed, negative prompt and options of its own [D]',
      { seed: 7, negativePrompt: 'n', options: { prompt_extend: false, shot_type: 'multi', other: 1 } },
      { prompt: 'p', negative_prompt: 'n' },
      { ...usual, size: '720*1280', seed: 7, prompt_extend: false, shot_type: 'multi' },
    ],
    [
      'no resolution: never the dearer default [S]',
      { resolution: undefined } as object,
      { prompt: 'p' },
      { ...usual, size: '720*1280' },
    ],
  ])('%s', ([, more, input, parameters]) => {
    const asked = request(more);
    expect(toBody(asked)).toEqual({ model: asked.model, input, parameters });
  });
});
