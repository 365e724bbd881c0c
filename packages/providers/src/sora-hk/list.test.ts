import { readFileSync } from 'node:fs';
import { createHttpClient } from '@cineflow/http';
import { afterAll, expect, test } from 'vitest';
import { type SeenRequest, startScriptedServer } from '../../test/scripted-server.ts';
import type { Provider } from '../spec.ts';
import { accountAt } from '../../test/accounts.ts';
import { createSoraHk } from './index.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());
const context = { timeoutMs: 5_000 };
const startedAtMs = Date.parse('2026-11-23T12:00:00Z');

interface Row {
  task_id?: string | undefined;
  created_at?: string;
  prompt?: string;
}

/** Rows 0, 1, 2 …, each a minute older than the one before. */
function row(number: number): Row {
  const created = new Date(startedAtMs - number * 60_000).toISOString();
  return { task_id: `t${number}`, created_at: created, prompt: `p${number}` };
}

async function startList(pages: (page: number) => unknown, headers: Record<string, string> = {}) {
  const server = await startScriptedServer();
  server.react = (request: SeenRequest) => {
    const list = pages(Number(request.url.searchParams.get('page')));
    if (list === undefined) return { status: 502, body: '<html>' };
    const data = Array.isArray(list) ? { list, total: 9_999 } : list;
    return { status: 200, headers, body: { code: 200, message: 'ok', data } };
  };
  const provider = createSoraHk(accountAt(server.origin, 'k'), http);
  return { server, provider, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function list(provider: Provider, sinceMs: number) {
  const recent = await provider.listRecent?.(new Date(sinceMs), context);
  if (!recent) throw new Error('This provider cannot list.');
  return recent;
}

const rows = (from: number, to: number): Row[] =>
  Array.from({ length: to - from }, (_, index) => row(from + index));

test('reads each field of a recorded list, leaves out missing ones', async () => {
  const text = readFileSync(new URL('__fixtures__/task-list.json', import.meta.url), 'utf8');
  const recorded = (JSON.parse(text) as { data: { list: unknown[] } }).data.list;
  await using side = await startList((page) => (page === 1 ? recorded : []));
  const { operations, complete } = await list(side.provider, startedAtMs - 600_000);
  expect(complete).toBe(true);
  expect(operations).toEqual([
    {
      operationId: 'c3',
      createdAt: '2026-11-23T12:10:00.000Z',
      prompt: '第三个',
      durationSeconds: 25,
      aspectRatio: '9:16',
      model: 'sora-2-pro',
      hasInputs: true,
    },
    {
      operationId: '1002',
      createdAt: '2026-11-23T12:05:00.000Z',
      prompt: '第二个',
      durationSeconds: 10,
      aspectRatio: '16:9',
      model: 'sora-2',
      hasInputs: false,
    },
    { operationId: 'a1', failed: true, createdAt: '2026-11-23T12:00:00.000Z', prompt: '第一个' },
  ]);
});

test('reports refunds of failed tasks only', async () => {
  const ended = ['failed', 'completed'].map((status, number) => ({ ...row(number), status, refund: 2 }));
  await using side = await startList((page) => (page === 1 ? ended : []));
  const { operations } = await list(side.provider, 0);
  expect(operations.map(({ refund }) => refund)).toEqual([
    { amountMicros: 20_000, currency: 'USD' },
    undefined,
  ]);
});

test('reads pages until one ends before the asked time', async () => {
  await using side = await startList((page) => rows((page - 1) * 3, page * 3));
  const { operations, complete } = await list(side.provider, startedAtMs - 4 * 60_000);
  expect(operations.map(({ operationId }) => operationId)).toEqual(['t0', 't1', 't2', 't3', 't4']);
  expect({ complete, pages: side.server.requests.length }).toEqual({ complete: true, pages: 2 });
});

test('an empty page is the end', async () => {
  await using side = await startList((page) => (page === 1 ? rows(0, 2) : []));
  expect(await list(side.provider, 0)).toMatchObject({ complete: true, operations: { length: 2 } });
});

test('a list that is not newest first is read to its end', async () => {
  const pages = [[row(9), row(8)], [row(1), row(0)], []];
  await using side = await startList((page) => pages[page - 1]);
  const { operations, complete } = await list(side.provider, startedAtMs - 2 * 60_000);
  expect(operations.map(({ operationId }) => operationId)).toEqual(['t1', 't0']);
  expect(complete).toBe(true);
});

test.for<[string, (page: number) => unknown]>([
  ['the first page fails', () => undefined],
  ['a later page fails', (page) => (page < 3 ? rows(page * 3, page * 3 + 3) : undefined)],
  ['there is no list', () => ({ what: 1 })],
  ['the list has no end', (page) => rows(page * 3, page * 3 + 3)],
  ['every page is the same', () => rows(0, 3)],
  ['a row has no id', (page) => (page === 1 ? [row(0), { ...row(1), task_id: undefined }] : [])],
  ['a row has no time', (page) => (page === 1 ? [row(0), { task_id: 'x', prompt: 'p' }] : [])],
  ['a time has no zone', (page) => (page === 1 ? [{ ...row(0), created_at: '2026-11-23 12:00:00' }] : [])],
  ['a row has no prompt', (page) => (page === 1 ? [{ ...row(0), prompt: undefined }] : [])],
])('is incomplete when %s', async ([, pages]) => {
  await using side = await startList(pages);
  expect((await list(side.provider, 0)).complete).toBe(false);
  expect(side.server.requests.length).toBeLessThanOrEqual(300);
});

/** A list that gains or loses a row after its first page was read. */
async function listWhile(change: (list: Row[]) => void) {
  const all = rows(0, 25);
  const side = await startList((page) => {
    if (page === 2) change(all);
    return { list: all.slice((page - 1) * 10, page * 10), total: String(all.length) };
  });
  try {
    return await list(side.provider, 0);
  } finally {
    await side[Symbol.asyncDispose]();
  }
}

test('is incomplete when a row was deleted during reading', async () => {
  const { operations, complete } = await listWhile((all) => all.splice(3, 1));
  expect(operations).toHaveLength(24);
  expect(operations.map(({ operationId }) => operationId)).not.toContain('t10');
  expect(complete).toBe(false);
});

test('is complete when a row was added during reading', async () => {
  const { operations, complete } = await listWhile((all) => all.unshift({ ...row(0), task_id: 'new' }));
  expect(operations).toHaveLength(25);
  expect(complete).toBe(true);
});

test('is read through thousands of newer operations', async () => {
  await using side = await startList((page) => rows((page - 1) * 100, page * 100));
  const { operations, complete } = await list(side.provider, startedAtMs - 8_499.5 * 60_000);
  expect({ complete, last: operations.at(-1)?.operationId }).toEqual({ complete: true, last: 't8499' });
});

test('a row of long ago may lack what it likes', async () => {
  await using side = await startList((page) =>
    page === 1 ? [row(0), { ...row(60), prompt: undefined }] : [],
  );
  const { operations, complete } = await list(side.provider, startedAtMs - 60_000);
  expect({ complete, length: operations.length }).toEqual({ complete: true, length: 1 });
});

test('a provider whose clock is behind still shows what was created since', async () => {
  const behindMs = 600_000;
  const date = new Date(Date.now() - behindMs).toUTCString();
  const created = new Date(Date.now() - behindMs).toISOString();
  await using side = await startList((page) => (page === 1 ? [{ ...row(0), created_at: created }] : []), {
    date,
  });
  const { operations, clockOffsetMs, complete } = await list(side.provider, Date.now() - 1_000);
  expect(operations).toHaveLength(1);
  expect(complete).toBe(true);
  expect(Math.abs(clockOffsetMs + behindMs)).toBeLessThan(5_000);
});

test('says for how long the provider wants no more questions', async () => {
  await using side = await startList(() => []);
  side.server.react = () => ({
    status: 429,
    headers: { 'retry-after': '7' },
    body: { code: 429, message: 'slow down' },
  });
  expect(await list(side.provider, startedAtMs)).toMatchObject({ complete: false, throttledMs: 7000 });
});
