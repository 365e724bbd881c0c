import { readFile, rm } from 'node:fs/promises';
import type { Exchange } from '@cineflow/http';
import { expect, test } from 'vitest';
import { answer, failure } from '../../test/exchanges.ts';
import { spoolClip } from '../kit/spool-clip.ts';
import { classify } from './create.ts';
import { classifyOmni } from './poll.ts';

// [D] ai.google.dev · [C] clients that work against it · [O] answers others published · [S] resellers · [I] inferred.
function verdict(exchange: Exchange): string {
  const outcome = classify(exchange, []);
  return outcome.kind === 'refused' ? outcome.refusal : outcome.kind;
}
const no = (message: string, more: object = {}) => ({ error: { message, ...more } });
const quota = (quotaId: string) => ({
  status: 'RESOURCE_EXHAUSTED',
  details: [{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId }] }],
});
const veo = 'models/veo-3.1-generate-preview/operations/o1';

test.for<[name: string, status: number, body: unknown, verdict: string]>([
  ['an interaction that runs [O]', 200, { id: 'v1_a', status: 'in_progress' }, 'accepted'],
  ['one that waits [C]', 200, { id: 'v1_a', status: 'queued' }, 'accepted'],
  ['an id alone [I]', 200, { id: 'v1_a' }, 'accepted'],
  ['an operation of Veo [D]', 200, { name: veo }, 'accepted'],
  ['a name that is no operation [I]', 200, { name: 'models/veo' }, 'unconfirmed'],
  ['an empty id [I]', 200, { id: '' }, 'unconfirmed'],
  ['an id that says null [I]', 200, { id: 'null' }, 'unconfirmed'],
  ['an id with blanks [I]', 200, { id: 'a b' }, 'unconfirmed'],
  ['a number as id [I]', 200, { id: 5 }, 'unconfirmed'],
  ['an id that cannot be kept [I]', 200, { id: 'x'.repeat(2_049) }, 'unconfirmed'],
  ['no id [I]', 200, { status: 'in_progress' }, 'unconfirmed'],
  ['an id and a problem in one [I]', 200, { id: 'v1_a', ...no('x') }, 'unconfirmed'],
  ['an id under HTTP 500 [I]', 500, { id: 'v1_a' }, 'unconfirmed'],
  ['an id under HTTP 400 [I]', 400, { id: 'v1_a', ...no('x') }, 'unconfirmed'],
  ['a problem with 200 [I]', 200, no('API key not valid'), 'unconfirmed'],
  ['a list [I]', 200, [{ id: 'v1_a' }], 'unconfirmed'],
  ['INVALID_ARGUMENT [D]', 400, no('bad', { status: 'INVALID_ARGUMENT' }), 'invalid'],
  ['the word of Interactions [O]', 400, no('bad', { code: 'invalid_request' }), 'invalid'],
  ['the front end, which answers a list [C]', 400, [no('bad')], 'invalid'],
  [
    'FAILED_PRECONDITION [D]',
    400,
    no('User location is not supported', { status: 'FAILED_PRECONDITION' }),
    'invalid',
  ],
  ['a precondition about billing [D]', 400, no('Please enable billing on project 1'), 'balance'],
  ['a wrong key [D]', 400, no('API key not valid. Please pass a valid API key.'), 'auth'],
  ['a key by its reason [D]', 400, no('bad', { details: [{ reason: 'API_KEY_INVALID' }] }), 'auth'],
  ['a field named after safety [C]', 400, no('Unknown name "safety_settings"'), 'invalid'],
  [
    'a field in the details of a refusal [I]',
    400,
    no('bad', { details: [{ fieldViolations: [] }] }),
    'invalid',
  ],
  ['too large [I]', 413, no('Request payload size exceeds the limit'), 'invalid'],
  ['content [C]', 400, no('x', { status: 'PROHIBITED_CONTENT' }), 'content-policy'],
  ['content by a phrase [C]', 400, no('The prompt violates the usage policy'), 'content-policy'],
  ['UNAUTHENTICATED [D]', 401, no('no', { status: 'UNAUTHENTICATED' }), 'auth'],
  ['PERMISSION_DENIED [D]', 403, no('no', { status: 'PERMISSION_DENIED' }), 'auth'],
  [
    'a blocked key, which is no content [C]',
    403,
    no('no', { details: [{ reason: 'API_KEY_SERVICE_BLOCKED' }] }),
    'auth',
  ],
  ['billing off [I]', 403, no('no', { details: [{ reason: 'BILLING_DISABLED' }] }), 'balance'],
  ['HTTP 402 [I]', 402, no('pay'), 'balance'],
  ['a model that is off [S]', 404, no('models/x is no longer available'), 'retired'],
  ['a model that never was [D]', 404, no('models/x is not found for API version v1beta'), 'retired'],
  ['a path [I]', 404, no('Requested entity was not found.'), 'unconfirmed'],
  ['HTTP 404 page [I]', 404, '<html>', 'unconfirmed'],
  ['RESOURCE_EXHAUSTED [D]', 429, no('slow', { status: 'RESOURCE_EXHAUSTED' }), 'rate-limited'],
  [
    'a quota of a minute [D]',
    429,
    no('You exceeded your current quota', quota('RequestsPerMinutePerProject')),
    'rate-limited',
  ],
  [
    'a quota of a day [D]',
    429,
    no('You exceeded your current quota', quota('RequestsPerDayPerProject')),
    'balance',
  ],
  ['credits gone [I]', 429, no('Your prepayment credits are depleted'), 'balance'],
  ['HTTP 429 bare [I]', 429, '', 'rate-limited'],
  ['HTTP 429 page [I]', 429, '<html>', 'unconfirmed'],
  ['HTTP 429 around an inner failure [I]', 429, no('x', { status: 'INTERNAL' }), 'unconfirmed'],
  ['an inner failure under 400 [I]', 400, no('An internal error has occurred'), 'unconfirmed'],
  ['INTERNAL [D]', 500, no('x', { status: 'INTERNAL' }), 'unconfirmed'],
  ['overloaded [D]', 503, no('The model is overloaded', { status: 'UNAVAILABLE' }), 'unconfirmed'],
  ['DEADLINE_EXCEEDED [D]', 504, no('x', { status: 'DEADLINE_EXCEEDED' }), 'unconfirmed'],
  ['content under 500 [I]', 500, no('violates the policy'), 'unconfirmed'],
  ['no channel at a relay [S]', 503, no('当前分组下无可用渠道'), 'busy'],
  ['no channel with 502 [I]', 502, no('无可用渠道'), 'unconfirmed'],
  ['HTTP 409 [I]', 409, no('ABORTED'), 'unconfirmed'],
  ['a redirect [I]', 307, no('moved'), 'unconfirmed'],
])('%s (HTTP %i)', ([, status, body, expected]) => {
  expect(verdict(answer(status, body))).toBe(expected);
});

test('only a request of which no byte left counts as not sent', () => {
  expect([verdict(failure('connect', 0)), verdict(failure('write', 1))]).toEqual(['not-sent', 'unconfirmed']);
  expect(verdict({ ...answer(200, { id: 'v1_a' }), truncated: true })).toBe('unconfirmed');
});

test('reads the retry time from the header or Google’s detail', () => {
  const wait = (more: object, headers = {}) => classify(answer(429, no('slow', more), headers), []);
  expect(wait({ details: [{ retryDelay: '34.5s' }] })).toMatchObject({ retryAfterMs: 34_500 });
  expect(wait({}, { 'retry-after': '7' })).toMatchObject({ retryAfterMs: 7_000 });
});

const said = (content: object[], more: object = {}) => ({
  status: 'completed',
  steps: [{ type: 'thought' }, { type: 'model_output', content }],
  ...more,
});
const tokens = { usage: { output_tokens_by_modality: [{ modality: 'video', tokens: 57_920 }] } };
const clip = { type: 'video', mime_type: 'video/mp4', uri: 'https://x.example/a' };
const failed = { kind: 'failed', reason: 'provider-failed' };
const blocked = { kind: 'failed', reason: 'content-policy' };
const unavailable = { kind: 'error', cause: 'unavailable' };
const toOutput = (found: { uri: string } | { base64: string }) =>
  'uri' in found && found.uri.startsWith('http') ? { url: found.uri, auth: 'none' as const } : undefined;

test.for<[name: string, status: number, body: unknown, expected: object]>([
  ['queued [C]', 200, { status: 'queued' }, { kind: 'pending' }],
  ['in_progress [D]', 200, { status: 'in_progress' }, { kind: 'pending' }],
  ['an unknown status [C]', 200, { status: 'reviewing' }, { kind: 'pending', odd: 'status "reviewing"' }],
  ['a clip [D]', 200, said([clip]), { kind: 'completed', output: { url: clip.uri, auth: 'none' } }],
  ['words, then a clip [I]', 200, said([{ type: 'text', text: 'here' }, clip]), { kind: 'completed' }],
  [
    'words alone: kept back [C]',
    200,
    said([{ type: 'text', text: 'I cannot' }]),
    { ...blocked, message: 'I cannot' },
  ],
  ['nothing at all [I]', 200, { status: 'completed' }, blocked],
  ['a picture instead of a clip [I]', 200, said([{ type: 'image', uri: 'https://x.example/a' }]), blocked],
  [
    'tokens of a clip that is not there [C]',
    200,
    said([], tokens),
    { kind: 'pending', odd: 'done, without a link' },
  ],
  ['a clip at no address [I]', 200, said([{ type: 'video', uri: 'gs://b/a' }]), { kind: 'pending' }],
  ['failed [C]', 200, { status: 'failed', error: { message: 'x' } }, { ...failed, message: 'x' }],
  ['failed for its content [C]', 200, { status: 'failed', error: { status: 'SAFETY' } }, blocked],
  [
    'its content in another place [C]',
    200,
    { status: 'failed', finish_reason: 'PROHIBITED_CONTENT' },
    blocked,
  ],
  ['cancelled [C]', 200, { status: 'cancelled' }, failed],
  ['incomplete [C]', 200, { status: 'incomplete' }, failed],
  ['requires_action [C]', 200, { status: 'requires_action' }, failed],
  ['budget_exceeded [C]', 200, { status: 'budget_exceeded' }, failed],
  ['an unknown id [O]', 400, no('Invalid interaction name'), { kind: 'not-found' }],
  ['HTTP 404 [I]', 404, no('not found'), { kind: 'not-found' }],
  ['HTTP 404 page [I]', 404, '<html>', unavailable],
  ['another 400, seen on one that ran [O]', 400, no('Request contains an invalid argument.'), unavailable],
  ['a key that is none any more [D]', 400, no('API key not valid'), { kind: 'error', cause: 'auth' }],
  ['HTTP 403 [D]', 403, no('no'), { kind: 'error', cause: 'auth' }],
  ['HTTP 403 page [I]', 403, '<html>', unavailable],
  [
    'HTTP 429 [D]',
    429,
    no('slow', { details: [{ retryDelay: '3s' }] }),
    { cause: 'throttled', retryAfterMs: 3_000 },
  ],
  ['HTTP 503 [D]', 503, no('overloaded'), unavailable],
  ['a status under HTTP 500 [I]', 500, { status: 'failed' }, unavailable],
])('a poll: %s (HTTP %i)', async ([, status, body, expected]) => {
  const outcome = await classifyOmni(answer(status, body), [], toOutput);
  expect(outcome).toMatchObject(expected);
  // No document says whether a failed one is refunded.
  expect(outcome).not.toHaveProperty('refund');
});

test('a clip within the answer is kept whole on this machine', async () => {
  const body = said([{ type: 'video', data: Buffer.from('clip').toString('base64') }]);
  const outcome = await classifyOmni(answer(200, body), [], (found) =>
    'base64' in found ? spoolClip('test/of the answers', found.base64) : undefined,
  );
  const output =
    outcome.kind === 'completed' && 'spool' in outcome.output ? outcome.output : expect.fail(outcome.kind);
  expect(await readFile(output.spool, 'utf8')).toBe('clip');
  await rm(output.spool);
});
