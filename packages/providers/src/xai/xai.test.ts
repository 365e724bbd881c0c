import type { GenerationRequest } from '@cineflow/core';
import { createHttpClient, type Exchange } from '@cineflow/http';
import { afterAll, expect, test } from 'vitest';
import { accountAt } from '../../test/accounts.ts';
import { answer, failure } from '../../test/exchanges.ts';
import { startScriptedServer, type Reaction } from '../../test/scripted-server.ts';
import { describeProvider } from '../provider.testsuite.ts';
import { capabilitiesOf } from '../spec.ts';
import { classifyCreate, toBody } from './create.ts';
import { xai } from './index.ts';
import { classifyPoll } from './poll.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

// Nothing here was seen live. [D] docs.x.ai · [C] xai-sdk-python 4dab6a4 and vercel/ai ed857f5 · [S] apiyi's pages
// · [I] inferred.
const url = 'https://vidgen.x.ai/a.mp4';
const done = { status: 'done', progress: 100, video: { url, duration: 8, respect_moderation: true } };
const no = (status: number, code: string, error: string): Reaction => ({ status, body: { code, error } });

describeProvider('xai', {
  family: xai,
  http,
  // [D]
  accepted: { reaction: { status: 200, body: { request_id: 'd97415a1' } }, operation: { id: 'd97415a1' } },
  refused: {
    'too many requests': { reaction: no(429, 'rate_limit', 'Too many requests'), refusal: 'rate-limited' },
    'a wrong key': { reaction: no(401, 'unauthenticated', 'Incorrect API key provided'), refusal: 'auth' },
    'no money': {
      reaction: no(403, 'permission', 'Your team has used all available credits'),
      refusal: 'balance',
    },
    'a bad parameter': { reaction: no(422, 'invalid', 'duration must be at most 15'), refusal: 'invalid' },
    'bad content': {
      reaction: no(400, 'invalid', 'Prompt rejected by content moderation'),
      refusal: 'content-policy',
    },
    'no channel at a relay': {
      reaction: {
        status: 503,
        body: { error: { message: 'No available channel for model grok-imagine-video' } },
      },
      refusal: 'busy',
    },
  },
  // [D]
  pending: { status: 202, body: '' },
  completed: { reaction: { status: 200, body: done }, output: { url, auth: 'none' } },
  failed: {
    status: 200,
    body: { status: 'failed', error: { code: 'internal', message: 'could not render' } },
  },
});

function verdict(exchange: Exchange): string {
  const outcome = classifyCreate(exchange, []);
  return outcome.kind === 'refused' ? outcome.refusal : outcome.kind;
}

test.for<[name: string, status: number, body: unknown, verdict: string]>([
  ['the documented answer [D]', 200, { request_id: 'r' }, 'accepted'],
  ['202 with an id [I]', 202, { request_id: 'r' }, 'accepted'],
  ['a state beside the id [I]', 200, { request_id: 'r', status: 'pending' }, 'accepted'],
  ['no id [I]', 200, { status: 'pending' }, 'unconfirmed'],
  ['an empty id [I]', 200, { request_id: '' }, 'unconfirmed'],
  ['an id with blanks [I]', 200, { request_id: 'a b' }, 'unconfirmed'],
  ['an id that says null [I]', 200, { request_id: 'null' }, 'unconfirmed'],
  ['a number as id [I]', 200, { request_id: 5 }, 'unconfirmed'],
  ['an id and a problem in one [I]', 200, { request_id: 'r', error: 'no' }, 'unconfirmed'],
  ['a clip at once [I]', 200, done, 'unconfirmed'],
  ['an id under HTTP 500 [I]', 500, { request_id: 'r' }, 'unconfirmed'],
  ['an id under HTTP 400 [I]', 400, { request_id: 'r' }, 'unconfirmed'],
  ['a problem with 200 [I]', 200, { error: 'Incorrect API key' }, 'unconfirmed'],
  ['HTTP 401 [D]', 401, { error: 'no' }, 'auth'],
  ['HTTP 401 page [I]', 401, '<html>', 'unconfirmed'],
  ['HTTP 401 empty object [I]', 401, {}, 'unconfirmed'],
  ['HTTP 403 without credit words [D]', 403, { error: 'The team is not authorized' }, 'auth'],
  ['HTTP 403 about credits [D]', 403, { error: 'out of credits' }, 'balance'],
  ['HTTP 402 [I]', 402, { error: 'payment' }, 'balance'],
  ['HTTP 429 [D]', 429, { error: 'slow down' }, 'rate-limited'],
  ['HTTP 429 about a limit of money [I]', 429, { error: 'monthly spending limit reached' }, 'balance'],
  ['HTTP 429 around an inner failure [I]', 429, { error: 'Internal server error' }, 'unconfirmed'],
  ['HTTP 429 bare [I]', 429, '', 'rate-limited'],
  ['HTTP 400 wrong key [I]', 400, { error: 'Incorrect API key provided: xai***' }, 'auth'],
  ['HTTP 400 [D]', 400, { error: 'resolution 1080p is not supported' }, 'invalid'],
  ['HTTP 400 without words [I]', 400, {}, 'unconfirmed'],
  ['HTTP 422 [D]', 422, { error: 'prompt too long' }, 'invalid'],
  ['HTTP 404 model [I]', 404, { error: 'The model grok-1 does not exist' }, 'retired'],
  ['HTTP 404 path [I]', 404, { error: 'nothing here' }, 'unconfirmed'],
  ['content in Chinese at a relay [S]', 400, { error: { message: '内容违规' } }, 'content-policy'],
  ['no channel in Chinese [S]', 503, { error: { message: '当前分组下无可用渠道' } }, 'busy'],
  ['HTTP 503 JSON [D]', 503, { error: 'overloaded' }, 'unconfirmed'],
  ['HTTP 500 about the content [I]', 500, { error: 'content moderation' }, 'unconfirmed'],
  ['HTTP 502 no channel [I]', 502, { error: '无可用渠道' }, 'unconfirmed'],
  ['HTTP 409 [I]', 409, { error: 'conflict' }, 'unconfirmed'],
  ['a redirect [I]', 307, { error: 'moved' }, 'unconfirmed'],
])('%s (HTTP %i)', ([, status, body, expected]) => {
  expect(verdict(answer(status, body))).toBe(expected);
});

test.for<[name: string, status: number, body: unknown, expected: object]>([
  ['HTTP 202 without body [D]', 202, '', { kind: 'pending' }],
  ['HTTP 202 with progress [D]', 202, { status: 'pending', progress: 40 }, { kind: 'pending', progress: 40 }],
  ['pending with 200 [C]', 200, { status: 'pending' }, { kind: 'pending' }],
  ['an unknown status [C]', 200, { status: 'reviewing' }, { kind: 'pending', odd: 'status "reviewing"' }],
  ['done [D]', 200, done, { kind: 'completed', output: { url, auth: 'none' } }],
  ['done without any clip [I]', 200, { status: 'done' }, { kind: 'pending', odd: 'status "done"' }],
  [
    'done, kept back by moderation [D]',
    200,
    { status: 'done', video: { url, respect_moderation: false } },
    { kind: 'failed', reason: 'content-policy' },
  ],
  [
    'done without a link [D]',
    200,
    { status: 'done', video: { duration: 8 } },
    { kind: 'failed', reason: 'content-policy' },
  ],
  [
    'failed [D]',
    200,
    { status: 'failed', error: { message: 'x' } },
    { kind: 'failed', reason: 'provider-failed' },
  ],
  [
    'failed by moderation [I]',
    200,
    { status: 'failed', error: 'moderation' },
    { kind: 'failed', reason: 'content-policy' },
  ],
  ['expired [D]', 200, { status: 'expired' }, { kind: 'failed', reason: 'provider-failed' }],
  ['HTTP 404 [I]', 404, { error: 'not found' }, { kind: 'not-found' }],
  ['HTTP 404 page [I]', 404, '<html>', { kind: 'error', cause: 'unavailable' }],
  ['HTTP 202 page [I]', 202, '<html>', { kind: 'error', cause: 'unavailable' }],
  ['failed under HTTP 500 [I]', 500, { status: 'failed' }, { kind: 'error', cause: 'unavailable' }],
  ['HTTP 429 [D]', 429, { error: 'slow' }, { kind: 'error', cause: 'throttled' }],
  ['HTTP 401 [D]', 401, { error: 'key' }, { kind: 'error', cause: 'auth' }],
])('a poll: %s (HTTP %i)', ([, status, body, expected]) => {
  const outcome = classifyPoll(answer(status, body), []);
  expect(outcome).toMatchObject(expected);
  // A clip withheld by moderation is billed and not refunded.
  expect(outcome).not.toHaveProperty('refund');
});

test('only a request of which no byte left counts as not sent', () => {
  expect([verdict(failure('connect', 0)), verdict(failure('write', 1))]).toEqual(['not-sent', 'unconfirmed']);
});

const request: GenerationRequest = {
  model: 'grok-imagine-video',
  prompt: 'p',
  inputs: [],
  durationSeconds: 8,
  aspectRatio: '9:16',
};
const usual = { model: request.model, prompt: 'p', duration: 8, aspect_ratio: '9:16', resolution: '720p' };
const picture = 'https://img.example/a.png';

// [D]
test.for<[string, Partial<GenerationRequest>, object]>([
  ['text, its size said', {}, {}],
  ['a size of its own', { resolution: '480p' }, { resolution: '480p' }],
  ['a first frame', { inputs: [{ role: 'first-frame', url: picture }] }, { image: { url: picture } }],
  ['references', { inputs: [{ role: 'reference', url: picture }] }, { reference_images: [{ url: picture }] }],
  ['a seed, which cannot be said', { seed: 4 }, {}],
])('the body of %s', ([, change, expected]) => {
  expect(toBody({ ...request, ...change })).toEqual({ ...usual, ...expected });
});

test.for(['', '/v1', '/v1/'])(
  'an address that ends in "%s" is asked under /v1, and nothing is listed',
  async (end) => {
    await using server = await startScriptedServer();
    server.react = () => ({ status: 202, body: '' });
    const provider = xai.create(accountAt(server.origin + end, 'k'), http);
    await provider.create(request, { attemptId: 'a', mayWrite: () => true, timeoutMs: 5_000 });
    await provider.poll({ id: 'r' }, { timeoutMs: 5_000 });
    const paths = server.requests.map(({ url: { pathname } }) => pathname);
    expect(paths).toEqual(['/v1/videos/generations', '/v1/videos/r']);
    expect(capabilitiesOf(provider)).toEqual(['keyModels']);
  },
);
