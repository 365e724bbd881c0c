import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answer, failure } from '../../test/exchanges.ts';
import { classifyPage, classifyPoll } from './poll.ts';

const ok = (data: unknown): unknown => ({ code: 200, message: 'ok', data });
const link = 'https://oss.example/a.mp4?Signature=x';

function outcomeOf(row: unknown) {
  const page = classifyPage(answer(200, ok({ list: [row], total: 1 })), []);
  return page.kind === 'page' ? page.outcomes.get('t') : page;
}

test.for([
  { task_id: 't', status: 'pending', progress: 0 },
  { task_id: 't', status: 'processing', progress: '45%' },
  { task_id: 't', status: ' Processing ' },
  { task_id: 't', status: 'completed', progress: 100, video_url: link },
  { task_id: 't', status: 'failed', error_msg: '生成失败：内容可能违反规定（裸露）' },
  { task_id: 't', status: 'failed', error_msg: '生成超时' },
  { task_id: 't', status: 'failed', error_msg: { code: 'content_policy' }, refunded: true },
  { task_id: 't', status: 'failed', error_msg: ['x'], refund: 2 },
])('the row $status $error_msg tells what a poll would', (row) => {
  expect(outcomeOf(row)).toEqual(classifyPoll(answer(200, ok(row)), []));
});

test.for<[string, unknown]>([
  ['completed without a link', { task_id: 't', status: 'completed', progress: 100 }],
  ['completed with an empty link', { task_id: 't', status: 'completed', video_url: ' ' }],
  ['failed without a reason', { task_id: 't', status: 'failed' }],
  ['failed with an empty reason', { task_id: 't', status: 'failed', error_msg: {} }],
  ['an unknown status', { task_id: 't', status: 'reviewing', progress: 50 }],
  ['no status', { task_id: 't', progress: 100 }],
  ['a status of another type', { task_id: 't', status: 3 }],
  ['no id', { status: 'pending' }],
  ['an empty id', { task_id: '', status: 'pending' }],
  ['no row', null],
  ['text', 'pending'],
])('%s is no answer', ([, row]) => {
  expect(outcomeOf(row) ?? null).toBeNull();
});

test('a row that cannot be read spoils no other', () => {
  const list = [7, { task_id: 1002, status: 'pending' }, { task_id: 'b', status: 'failed', error_msg: 'x' }];
  const page = classifyPage(answer(200, ok({ items: list })), []);
  expect(page.kind === 'page' && [...page.outcomes.keys()]).toEqual(['1002', 'b']);
});

test('a recorded list shows what it says of each state', () => {
  const text = readFileSync(new URL('__fixtures__/task-list.json', import.meta.url), 'utf8');
  const page = classifyPage(answer(200, text), []);
  const kinds = page.kind === 'page' && [...page.outcomes].map(([id, outcome]) => [id, outcome?.kind]);
  expect(kinds).toEqual([
    ['c3', 'pending'],
    ['1002', undefined],
    ['a1', 'failed'],
  ]);
});

test.for([
  ['an empty list', 200, ok([]), 'page'],
  ['HTTP 429', 429, { code: 429, message: 'x' }, 'throttled'],
  ['code 401', 200, { code: 401, message: 'x' }, 'auth'],
  ['code 500', 200, { code: 500, message: 'x' }, 'unavailable'],
  ['HTTP 404', 404, { code: 404, message: 'x' }, 'unavailable'],
  ['a page of HTML', 502, '<html>', 'unavailable'],
  ['cut JSON', 200, '{"code":200,"data":{"li', 'unavailable'],
  ['no list', 200, ok({ what: 1 }), 'unavailable'],
  [
    'a list under HTTP 500',
    500,
    ok({ list: [{ task_id: 't', status: 'failed', error_msg: 'x' }] }),
    'unavailable',
  ],
] as const)('%s', ([, status, body, expected]) => {
  const page = classifyPage(answer(status, body), []);
  expect(page.kind === 'error' ? page.cause : page.kind).toBe(expected);
});

test('a transport failure says nothing about any operation', () => {
  expect(classifyPage(failure('response', 10), [])).toMatchObject({ kind: 'error', cause: 'unavailable' });
});
