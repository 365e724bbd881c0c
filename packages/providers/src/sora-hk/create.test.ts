import { readFileSync } from 'node:fs';
import type { Exchange } from '@cineflow/http';
import { expect, test } from 'vitest';
import { answer, failure } from '../../test/exchanges.ts';
import { classifyCreate } from './create.ts';

const secrets = ['sora-hidden-key'];
const accepted = readFileSync(new URL('__fixtures__/create-accepted.json', import.meta.url), 'utf8');
const page = '<html><body><h1>502 Bad Gateway</h1></body></html>';
const task = { task_id: 't1', status: 'pending', cost: 6 };
const ok = (data: unknown): unknown => ({ code: 200, message: 'ok', data });
const no = (code: unknown, message = 'no', data: unknown = null): unknown => ({ code, message, data });

function verdict(exchange: Exchange): string {
  const outcome = classifyCreate(exchange, secrets);
  return outcome.kind === 'refused' ? outcome.refusal : outcome.kind;
}

test.for<[name: string, status: number, body: unknown, verdict: string]>([
  ['the documented answer', 200, accepted, 'accepted'],
  ['201 with an id', 201, ok(task), 'accepted'],
  ['a numeric id', 200, ok({ task_id: 815 }), 'accepted'],
  ['the code as text', 200, { code: '200', data: task }, 'accepted'],
  ['unknown fields beside it', 200, { code: 200, data: { ...task, more: { a: [1] } }, trace: 1 }, 'accepted'],

  ['no data', 200, ok(null), 'unconfirmed'],
  ['no id', 200, ok({ status: 'pending' }), 'unconfirmed'],
  ['an empty id', 200, ok({ task_id: '' }), 'unconfirmed'],
  ['a blank id', 200, ok({ task_id: '  ' }), 'unconfirmed'],
  ['an id with blanks inside', 200, ok({ task_id: 'a b' }), 'unconfirmed'],
  ['an id of null', 200, ok({ task_id: null }), 'unconfirmed'],
  ['an id that says null', 200, ok({ task_id: 'null' }), 'unconfirmed'],
  ['an id of 0', 200, ok({ task_id: 0 }), 'unconfirmed'],
  ['an id that cannot be kept', 200, ok({ task_id: 'x'.repeat(2_049) }), 'unconfirmed'],
  ['an id of 2 KB', 200, ok({ task_id: 'x'.repeat(2_048) }), 'accepted'],
  ['a fractional id', 200, ok({ task_id: 1.5 }), 'unconfirmed'],
  [
    'an id that JSON cannot carry',
    200,
    '{"code":200,"data":{"task_id":12345678901234567890}}',
    'unconfirmed',
  ],
  ['an object as id', 200, ok({ task_id: { id: 't1' } }), 'unconfirmed'],
  ['an id outside data', 200, { code: 200, task_id: 't1' }, 'unconfirmed'],
  ['an id without code', 200, { data: task }, 'unconfirmed'],
  ['an id and code 500', 200, no(500, 'error', task), 'unconfirmed'],
  ['an id and a refusal in one', 200, no(1001, 'no', task), 'unconfirmed'],
  ['an id under HTTP 429', 429, ok(task), 'unconfirmed'],
  ['an id under HTTP 502', 502, ok(task), 'unconfirmed'],
  ['an id under HTTP 400', 400, ok(task), 'unconfirmed'],
  ['cut JSON', 200, accepted.slice(0, 40), 'unconfirmed'],
  ['an empty body', 200, '', 'unconfirmed'],
  ['204', 204, '', 'unconfirmed'],
  ['a page with 200', 200, page, 'unconfirmed'],
  ['a JSON text', 200, '"ok"', 'unconfirmed'],
  ['a JSON list', 200, [task], 'unconfirmed'],
  ['very deep JSON', 200, '['.repeat(200_000), 'unconfirmed'],
  ['code 500 with 200', 200, no(500, '服务器内部错误'), 'unconfirmed'],
  ['code 0', 200, no(0, 'ok', {}), 'unconfirmed'],
  ['an unknown code', 200, no(1999), 'unconfirmed'],
  ['a code of null', 200, no(null), 'unconfirmed'],
  ['only a message', 200, { message: 'busy' }, 'unconfirmed'],

  ['code 401 with 200', 200, no(401, 'API Key 无效'), 'auth'],
  ['code 401 as text', 200, no('401'), 'auth'],
  ['HTTP 401 with code', 401, no(401), 'auth'],
  ['HTTP 401 in the other envelope', 401, { error: { message: '无效的令牌', type: 'x' } }, 'auth'],
  ['HTTP 403 with code 401', 403, no(401), 'auth'],
  ['HTTP 401 page', 401, page, 'unconfirmed'],
  ['HTTP 403 without a known code', 403, no(403), 'unconfirmed'],
  ['HTTP 403 page', 403, page, 'unconfirmed'],

  ['code 1012', 200, no(1012, '余额不足'), 'balance'],
  ['HTTP 402 with code 1012', 402, no(1012), 'balance'],
  ['HTTP 429 with code 1012', 429, no(1012), 'balance'],
  ['HTTP 502 with code 1012', 502, no(1012), 'unconfirmed'],

  ['code 1001', 200, no(1001, '参数错误'), 'invalid'],
  ['code 1001 about the content', 200, no(1001, '提示词包含违反规定的内容'), 'content-policy'],
  ['HTTP 400 with code 1001', 400, no(1001), 'invalid'],
  ['HTTP 400 with another code', 400, no('invalid_size'), 'invalid'],
  [
    'HTTP 400 about the content',
    400,
    { error: { message: 'no', code: 'moderation_blocked' } },
    'content-policy',
  ],
  ['HTTP 413 JSON', 413, no(413), 'invalid'],
  ['HTTP 422 JSON', 422, no(422, 'bad duration'), 'invalid'],
  ['HTTP 400 page', 400, page, 'unconfirmed'],
  ['HTTP 400 with code 200', 400, no(200), 'unconfirmed'],
  ['HTTP 400 with an empty object', 400, {}, 'unconfirmed'],
  ['HTTP 500 with code 1001', 500, no(1001), 'unconfirmed'],

  ['HTTP 429 with code', 429, no(429, '当前并发任务数已达上限'), 'rate-limited'],
  ['HTTP 429 in the other envelope', 429, { error: { message: 'slow down' } }, 'rate-limited'],
  ['HTTP 429 page', 429, page, 'unconfirmed'],
  ['HTTP 429 without body', 429, '', 'rate-limited'],
  ['HTTP 429 with words', 429, 'Too Many Requests', 'rate-limited'],
  ['HTTP 429 around an inner failure', 429, no(500), 'unconfirmed'],
  ['code 429 with 200', 200, no(429), 'unconfirmed'],

  ['HTTP 503 no channel', 503, no(503, '当前分组下无可用渠道'), 'busy'],
  ['HTTP 503 no channel in English', 503, { error: { message: 'No available channel for model x' } }, 'busy'],
  ['HTTP 500 no channel by code', 500, no('get_channel_failed'), 'busy'],
  ['no channel with 200', 200, no(503, '无可用渠道'), 'unconfirmed'],
  ['no channel under HTTP 502', 502, no(503, '无可用渠道'), 'unconfirmed'],
  ['a page about channels', 503, 'no available channel', 'unconfirmed'],
  ['HTTP 503 JSON', 503, no(503, 'try again'), 'unconfirmed'],
  ['HTTP 500 JSON', 500, no(500), 'unconfirmed'],

  ['a redirect', 302, page, 'unconfirmed'],
  ['HTTP 307', 307, '', 'unconfirmed'],
  ['HTTP 404 JSON', 404, no(404), 'unconfirmed'],
  ['HTTP 408 JSON', 408, no(408), 'unconfirmed'],
  ['HTTP 409 JSON', 409, no(409), 'unconfirmed'],
  ['HTTP 425 JSON', 425, no(425), 'unconfirmed'],
  ['HTTP 502 page', 502, page, 'unconfirmed'],
  ['HTTP 504 page', 504, page, 'unconfirmed'],
  ['HTTP 520 page', 520, page, 'unconfirmed'],
  ['HTTP 524 page', 524, page, 'unconfirmed'],
])('%s (HTTP %i)', ([, status, body, expected]) => {
  expect(verdict(answer(status, body))).toBe(expected);
});

test('a body beyond the cap is never understood', () => {
  expect(verdict({ ...answer(200, accepted), truncated: true })).toBe('unconfirmed');
});

test('only a request of which no byte left counts as not sent', () => {
  expect(classifyCreate(failure('connect', 0), secrets)).toMatchObject({ kind: 'not-sent', ownFault: false });
  expect(classifyCreate(failure('fenced', 0), secrets)).toMatchObject({ kind: 'not-sent', ownFault: true });
  expect(verdict(failure('write', 1))).toBe('unconfirmed');
  expect(verdict(failure('response', 400))).toBe('unconfirmed');
  expect(verdict({ ...failure('response', 400), status: 200 })).toBe('unconfirmed');
});

test('an accepted create carries id, cost and evidence without the body', () => {
  const headers = { 'x-request-id': 'r1', date: 'Mon, 23 Nov 2026 12:00:00 GMT' };
  expect(classifyCreate(answer(200, accepted, headers), secrets)).toEqual({
    kind: 'accepted',
    operation: { id: '0b7c2d1e' },
    cost: { amountMicros: 60_000, currency: 'USD' },
    evidence: {
      status: 200,
      requestId: 'r1',
      bytesWritten: 400,
      elapsedMs: 12,
      providerDate: '2026-11-23T12:00:00.000Z',
    },
  });
});

test.for<[string, string, object]>([
  ['text', '"7.5"', { cost: { amountMicros: 75_000, currency: 'USD' } }],
  ['nothing', 'null', {}],
  ['1e308', '1e308', { oddCost: '1e+308' }],
  ['beyond any number', '1e999', { oddCost: 'Infinity' }],
  ['a negative number', '-6', { oddCost: '-6' }],
  ['NaN as text', '"NaN"', { oddCost: '"NaN"' }],
  ['an object', '{"cents":6}', { oddCost: '{"cents":6}' }],
])('a cost that is %s never makes an accepted create doubtful', ([, cost, told]) => {
  const body = `{"code":200,"message":"ok","data":{"task_id":"t1","cost":${cost}}}`;
  const { evidence: _, ...outcome } = classifyCreate(answer(200, body), secrets);
  expect(outcome).toEqual({ kind: 'accepted', operation: { id: 't1' }, ...told });
});

test.for<[string, number, object, string]>([
  ['as an object', 200, { code: 1001, message: { code: 'content_policy' } }, 'content-policy'],
  ['as a list', 200, { code: 1001, message: ['violates', 'our rules'] }, 'content-policy'],
  ['in the error of a relay', 400, { error: { message: { type: 'moderation_blocked' } } }, 'content-policy'],
  ['that is empty', 200, { code: 1001, message: {} }, 'invalid'],
  // Only explicit words prove that the order was not taken; otherwise it may be paid.
  ['about a channel, as an object', 503, { code: 503, message: { text: '无可用渠道' } }, 'unconfirmed'],
])('a reason %s', ([, status, body, expected]) => {
  expect(verdict(answer(status, body))).toBe(expected);
});

test.for([
  ['7', 7_000],
  ['0', 1_000],
  ['99999', 3_600_000],
  ['Mon, 23 Nov 2026 12:00:30 GMT', 30_000],
  ['Mon, 23 Nov 2026 11:00:00 GMT', 1_000],
  ['soon', undefined],
  ['', undefined],
] as const)('Retry-After: %s', ([header, retryAfterMs]) => {
  const outcome = classifyCreate(answer(429, no(429), { 'retry-after': header }), secrets);
  expect(outcome.kind === 'refused' && outcome.retryAfterMs).toBe(retryAfterMs);
});

test('a date in Retry-After is read on the clock of the provider', () => {
  const headers = { 'retry-after': 'Mon, 23 Nov 2026 12:10:30 GMT', date: 'Mon, 23 Nov 2026 12:10:00 GMT' };
  expect(classifyCreate(answer(429, no(429), headers), secrets)).toMatchObject({ retryAfterMs: 30_000 });
});

test('what was not understood is kept as evidence, cut and without secrets', () => {
  const body = `<p>${secrets[0]} https://a.example/?token=1 ${'x'.repeat(290)}${secrets[0]}</p>`;
  const { evidence } = classifyCreate(answer(502, body, { 'x-oneapi-request-id': 'r2' }), secrets);
  expect(evidence).toMatchObject({ status: 502, requestId: 'r2' });
  expect(evidence.bodyStart).toHaveLength(300);
  expect(evidence.bodyStart).toMatch(/^<p>\[redacted\] https:\/\/a\.example\/\?\[redacted\] x/);
});
