import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answer, failure } from '../../test/exchanges.ts';
import { classifyPoll } from './poll.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`__fixtures__/${name}.json`, import.meta.url), 'utf8');
const task = (data: unknown): unknown => ({ code: 200, message: 'ok', data });

test('a completed task gives its link', () => {
  expect(classifyPoll(answer(200, fixture('task-completed')), [])).toMatchObject({
    kind: 'completed',
    output: {
      url: 'https://oss.example/films/0b7c2d1e.mp4?Expires=1790000000&Signature=abc%2Fdef',
      auth: 'none',
    },
  });
});

test('a failure about the content is distinguished from others', () => {
  expect(classifyPoll(answer(200, fixture('task-failed')), [])).toMatchObject({
    kind: 'failed',
    reason: 'content-policy',
    message: '生成失败：内容可能违反规定（裸露）',
  });
  const other = classifyPoll(answer(200, task({ status: 'failed', error_msg: '生成超时' })), []);
  expect(other).toMatchObject({ kind: 'failed', reason: 'provider-failed' });
  const silent = classifyPoll(answer(200, task({ status: 'failed' })), []);
  expect(silent).toMatchObject({ kind: 'failed', reason: 'provider-failed' });
});

const POLICY = 'violates our content policy';

test.for<[string, unknown, string]>([
  ['text', `content_policy: ${POLICY}`, POLICY],
  ['an object', { code: 'content_policy', message: POLICY }, `content_policy: ${POLICY}`],
  ['an object in an object', { error: { type: 'x', detail: { message: POLICY } } }, POLICY],
  ['a list', ['content_policy', { message: POLICY }], POLICY],
  ['text that is JSON', JSON.stringify({ code: 'content_policy' }), 'content_policy'],
  ['text that goes on for long before it says so', `${'x'.repeat(2000)} ${POLICY}`, 'xxx'],
])('a content refusal is recognised in %s', ([, error_msg, words]) => {
  const outcome = classifyPoll(answer(200, task({ status: 'failed', error_msg })), []);
  expect(outcome).toMatchObject({ kind: 'failed', reason: 'content-policy' });
  expect(outcome.kind === 'failed' && outcome.message).toContain(words);
  expect(outcome.kind === 'failed' && outcome.message.length).toBeLessThanOrEqual(300);
});

test('the reason may be in another field of the task', () => {
  for (const field of ['error', 'fail_reason']) {
    const outcome = classifyPoll(answer(200, task({ status: 'failed', [field]: { message: POLICY } })), []);
    expect(outcome).toMatchObject({ reason: 'content-policy', message: POLICY });
  }
});

test.for([
  ['empty text', ''],
  ['blanks', '  '],
  ['an empty object', {}],
  ['an empty list', []],
  ['null', null],
  ['a flag', false],
])('a failure whose reason is %s is told as one without a reason', ([, error_msg]) => {
  const outcome = classifyPoll(answer(200, task({ status: 'failed', error_msg })), []);
  expect(outcome).toMatchObject({ reason: 'provider-failed', message: 'The provider gave no reason' });
});

test('a reason of any shape shows no secret', () => {
  const outcome = classifyPoll(answer(200, task({ status: 'failed', error_msg: { key: 'sk-secret' } })), [
    'sk-secret',
  ]);
  expect(JSON.stringify(outcome)).not.toContain('sk-secret');
});

test.for<[string, object, unknown]>([
  ['a flag', { refunded: true }, 'all'],
  ['a flag as text', { refunded: 'true' }, 'all'],
  ['a cost of nothing', { cost: 0 }, 'all'],
  ['an amount', { cost: 6, refund: 2 }, { amountMicros: 20_000, currency: 'USD' }],
  ['an amount as text', { refund_amount: '2.5' }, { amountMicros: 25_000, currency: 'USD' }],
  ['no word of it', { cost: 6 }, undefined],
  ['a denial', { refunded: false, cost: 6 }, undefined],
  ['an amount of nothing', { refund: 0, cost: 6 }, undefined],
  ['an amount that is none', { refund: -3 }, undefined],
  ['an amount that cannot be', { refund: 1e308 }, undefined],
  ['an amount too small to count', { refund: 1e-9 }, undefined],
])('a failure that tells of its refund by %s', ([, fields, refund]) => {
  const outcome = classifyPoll(answer(200, task({ status: 'failed', error_msg: 'x', ...fields })), []);
  expect(outcome.kind === 'failed' && outcome.refund).toEqual(refund);
});

test('what did not fail is not given back', () => {
  const done = { status: 'completed', video_url: 'https://oss.example/a.mp4', cost: 0, refunded: true };
  expect(classifyPoll(answer(200, task(done)), [])).not.toHaveProperty('refund');
});

test.for<[name: string, body: unknown, progress?: number | undefined, odd?: string]>([
  ['pending', task({ status: 'pending', progress: 0 }), 0],
  ['processing', task({ status: 'processing', progress: 45 }), 45],
  ['progress with a percent sign', task({ status: 'processing', progress: '45%' }), 45],
  ['progress as text', task({ status: 'processing', progress: ' 45.5 ' }), 45.5],
  ['progress out of bounds', task({ status: 'processing', progress: 900 }), 100],
  ['progress that is none', task({ status: 'processing', progress: 'half' })],
  ['no progress', task({ status: 'processing' })],
  ['empty progress', task({ status: 'processing', progress: '' })],
  ['an unknown status', task({ status: 'reviewing' }), undefined, 'status "reviewing"'],
  ['no status', task({}), undefined, 'no status'],
  ['a status of another type', task({ status: 7 }), undefined, 'no status'],
  ['completed without a link', task({ status: 'completed', progress: 100 }), 100, 'status "completed"'],
  [
    'completed with an empty link',
    task({ status: 'completed', video_url: '' }),
    undefined,
    'status "completed"',
  ],
  [
    'completed with a link of another scheme',
    task({ status: 'completed', video_url: 'file:///a' }),
    undefined,
    'status "completed"',
  ],
])('%s is pending', ([, body, progress, odd]) => {
  const outcome = classifyPoll(answer(200, body), []);
  expect(outcome).toMatchObject({ kind: 'pending' });
  expect(outcome.kind === 'pending' && [outcome.progress, outcome.odd]).toEqual([progress, odd]);
});

test.for([
  ['HTTP 404', 404, { code: 404, message: 'x' }, 'not-found'],
  ['code 404', 200, { code: 404, message: 'x' }, 'not-found'],
  ['task_not_exist', 400, { code: 'task_not_exist', message: 'x' }, 'not-found'],
  ['words', 200, { code: 1001, message: '任务不存在' }, 'not-found'],
  ['HTTP 429', 429, { code: 429, message: 'x' }, 'throttled'],
  ['HTTP 429 page', 429, '<html>', 'throttled'],
  ['code 401', 200, { code: 401, message: 'x' }, 'auth'],
  ['HTTP 401', 401, '', 'auth'],
  ['code 500', 200, { code: 500, message: 'x' }, 'unavailable'],
  ['HTTP 502', 502, '<html>', 'unavailable'],
  ['a page', 200, '<html>', 'unavailable'],
  ['cut JSON', 200, '{"code":200,"da', 'unavailable'],
  ['no data', 200, { code: 200 }, 'unavailable'],
  ['a finished task under HTTP 500', 500, task({ status: 'failed' }), 'unavailable'],
] as const)('%s', ([, status, body, expected]) => {
  const outcome = classifyPoll(answer(status, body), []);
  expect(outcome.kind === 'error' ? outcome.cause : outcome.kind).toBe(expected);
});

test('a transport failure says nothing about the operation', () => {
  expect(classifyPoll(failure('response', 10), [])).toMatchObject({ kind: 'error', cause: 'unavailable' });
});
