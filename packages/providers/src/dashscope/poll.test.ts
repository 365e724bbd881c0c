import { createHttpClient } from '@cineflow/http';
import { afterAll, describe, expect, test } from 'vitest';
import { accountAt } from '../../test/accounts.ts';
import { answer, failure } from '../../test/exchanges.ts';
import { startScriptedServer, type SeenRequest } from '../../test/scripted-server.ts';
import { dashscope } from './index.ts';
import { classifyPoll } from './poll.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

const url = 'https://result.oss-cn-beijing.aliyuncs.com/a.mp4?Expires=1';
const task = (output: object) => ({ request_id: 'r1', output: { task_id: 't1', ...output } });

// [D] help.aliyun.com, asynchronous tasks of Model Studio · [S] relays · [I] inferred. None was seen live.
test.for<[name: string, status: number, body: unknown, expected: object]>([
  ['PENDING [D]', 200, task({ task_status: 'PENDING' }), { kind: 'pending' }],
  ['RUNNING [D]', 200, task({ task_status: 'RUNNING' }), { kind: 'pending' }],
  ['SUSPENDED [D]', 200, task({ task_status: 'SUSPENDED' }), { kind: 'pending' }],
  [
    'an unknown status [I]',
    200,
    task({ task_status: 'REVIEWING' }),
    { kind: 'pending', odd: 'status "reviewing"' },
  ],
  [
    'SUCCEEDED [D]',
    200,
    task({ task_status: 'SUCCEEDED', video_url: url }),
    { kind: 'completed', output: { url, auth: 'none' } },
  ],
  [
    'the link of a relay [S]',
    200,
    task({ task_status: 'SUCCEEDED', result_url: url }),
    { kind: 'completed', output: { url, auth: 'none' } },
  ],
  [
    'SUCCEEDED without a link [I]',
    200,
    task({ task_status: 'SUCCEEDED' }),
    { kind: 'pending', odd: 'done, without a link' },
  ],
  [
    'a link that is none [I]',
    200,
    task({ task_status: 'SUCCEEDED', video_url: 'soon' }),
    { kind: 'pending' },
  ],
  [
    'FAILED [D]',
    200,
    task({ task_status: 'FAILED', code: 'InternalError', message: 'x' }),
    { kind: 'failed', reason: 'provider-failed', message: 'InternalError: x', refund: 'all' },
  ],
  [
    'FAILED for its content [D]',
    200,
    task({
      task_status: 'FAILED',
      code: 'DataInspectionFailed',
      message: 'Output data may be inappropriate',
    }),
    { kind: 'failed', reason: 'content-policy' },
  ],
  [
    'FAILED for its content, in Chinese [I]',
    200,
    task({ task_status: 'FAILED', message: '生成内容违规' }),
    { kind: 'failed', reason: 'content-policy' },
  ],
  ['FAILED without a reason [I]', 200, task({ task_status: 'FAILED' }), { kind: 'failed', refund: 'all' }],
  ['CANCELED [D]', 200, task({ task_status: 'CANCELED' }), { kind: 'failed', reason: 'provider-failed' }],
  ['UNKNOWN [D]', 200, task({ task_status: 'UNKNOWN' }), { kind: 'not-found' }],
  ['HTTP 404 [I]', 404, { code: 'NotFound', message: 'x' }, { kind: 'not-found' }],
  ['HTTP 400, no such task [I]', 400, { code: 'x', message: 'task not exist' }, { kind: 'not-found' }],
  ['a 404 page [I]', 404, '<html>', { kind: 'error', cause: 'unavailable' }],
  [
    'a state under HTTP 500 [I]',
    500,
    task({ task_status: 'FAILED' }),
    { kind: 'error', cause: 'unavailable' },
  ],
  ['no status [I]', 200, task({}), { kind: 'error', cause: 'unavailable' }],
  [
    'throttled [D]',
    429,
    { code: 'Throttling.RateQuota', message: 'x' },
    { kind: 'error', cause: 'throttled' },
  ],
  ['a wrong key [D]', 401, { code: 'InvalidApiKey', message: 'x' }, { kind: 'error', cause: 'auth' }],
  ['no access [D]', 403, { code: 'AccessDenied', message: 'x' }, { kind: 'error', cause: 'auth' }],
  ['another 403 [I]', 403, '<html>', { kind: 'error', cause: 'unavailable' }],
])('%s (HTTP %i)', ([, status, body, expected]) => {
  expect(classifyPoll(answer(status, body), [])).toMatchObject(expected);
});

test('silence says nothing about the task', () => {
  expect(classifyPoll(failure('response', 9), [])).toMatchObject({ kind: 'error', cause: 'unavailable' });
});

describe('the list of tasks', () => {
  const context = { timeoutMs: 5_000 };
  const now = Date.now();
  // The shape is documented; the order of the rows is not.
  const row = (id: string, status: string, more: object = {}) => ({
    task_id: id,
    status,
    model_name: 'wan2.6-t2v',
    gmt_create: now - 60_000,
    region: 'cn-beijing',
    ...more,
  });
  const listOf = (rows: readonly object[], total = rows.length) => ({
    status: 200,
    body: { request_id: 'r', data: rows, total, total_page: 1, page_no: 1, page_size: 100 },
  });
  const start = async (rows: readonly object[], total?: number) => {
    const server = await startScriptedServer();
    server.react = ({ url: { pathname, searchParams } }: SeenRequest) => {
      if (pathname !== '/api/v1/tasks') {
        const output = {
          task_status: 'SUCCEEDED',
          video_url: url,
          orig_prompt: `prompt of ${pathname.split('/').at(-1)}`,
        };
        return { status: 200, body: { ...task(output), usage: { duration: 5, SR: 720 } } };
      }
      return searchParams.get('page_no') === '1' ? listOf(rows, total) : listOf([], total ?? rows.length);
    };
    const provider = dashscope.create(accountAt(server.origin, 'k'), http);
    return { server, provider, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  };

  test('a page settles running tasks, single polls the ended ones', async () => {
    await using side = await start([
      row('a', 'RUNNING'),
      row('b', 'SUCCEEDED'),
      row('c', 'FAILED'),
      { status: 'RUNNING' },
    ]);
    const page = await side.provider.pollPage?.(1, context);
    expect(page).toMatchObject({ kind: 'page', rowCount: 4 });
    const outcomes = page?.kind === 'page' ? [...page.outcomes] : [];
    expect(outcomes.map(([id, outcome]) => [id, outcome?.kind])).toEqual([
      ['a', 'pending'],
      ['b', undefined],
      ['c', undefined],
    ]);
  });

  test('asks for the prompt of successful tasks only, once', async () => {
    await using side = await start([row('a', 'RUNNING'), row('b', 'SUCCEEDED')]);
    const since = new Date(now - 120_000);
    const createdAt = new Date(now - 60_000).toISOString();
    for (const _ of [1, 2]) {
      expect(await side.provider.listRecent?.(since, context)).toMatchObject({
        complete: true,
        operations: [
          { operationId: 'a', createdAt, model: 'wan2.6-t2v' },
          { operationId: 'b', createdAt, prompt: 'prompt of b', durationSeconds: 5 },
        ],
      });
    }
    const details = side.server.requests.filter(({ url: { pathname } }) => pathname.endsWith('/b'));
    expect(details).toHaveLength(1);
  });

  test('skips other kinds of work without calling the list incomplete', async () => {
    await using side = await start([
      row('a', 'RUNNING'),
      row('b', 'SUCCEEDED', { model_name: 'paraformer-v2' }),
    ]);
    const listed = await side.provider.listRecent?.(new Date(now - 120_000), context);
    expect(listed).toMatchObject({ complete: true, operations: [{ operationId: 'a' }] });
  });

  test.for<[string, readonly object[], number | undefined, number]>([
    ['a row has no id', [row('a', 'RUNNING'), { status: 'RUNNING', gmt_create: now }], undefined, 120_000],
    ['a row has no time', [row('a', 'RUNNING', { gmt_create: null })], undefined, 120_000],
    ['fewer rows came than there are', [row('a', 'RUNNING')], 2, 120_000],
    ['it goes back a day at most', [row('a', 'RUNNING')], undefined, 25 * 3_600_000],
  ])('it is incomplete where %s', async ([, rows, total, ageMs]) => {
    await using side = await start(rows, total);
    expect((await side.provider.listRecent?.(new Date(now - ageMs), context))?.complete).toBe(false);
  });

  test('it is incomplete where no further page may be asked for', async () => {
    await using side = await start([row('a', 'RUNNING')]);
    const listed = await side.provider.listRecent?.(new Date(now - 120_000), {
      ...context,
      mayAsk: async () => false,
    });
    expect(listed).toMatchObject({ complete: false, operations: [{ operationId: 'a' }] });
  });
});
