import { expect, test, vi } from 'vitest';
import { TestClient } from '../../test/client.ts';

async function list(client: TestClient, query: string): Promise<{ prompts: unknown[]; total: unknown }> {
  const { data } = await client.ask('GET', `/v1/tasks?${query}`);
  const tasks = data['list'] as Record<string, unknown>[];
  return { prompts: tasks.map((task) => task['prompt']), total: data['total'] };
}

test('the list is newest first and cut into pages', async () => {
  await using client = await TestClient.start();
  for (const prompt of ['1', '2', '3', '4', '5']) await client.accepted(prompt);
  expect(await list(client, 'page=1&page_size=2')).toEqual({ prompts: ['5', '4'], total: 5 });
  expect(await list(client, 'page=3&page_size=2')).toEqual({ prompts: ['1'], total: 5 });
  expect(await list(client, 'page=4&page_size=2')).toEqual({ prompts: [], total: 5 });
  expect(await list(client, 'page=x&page_size=-1')).toMatchObject({ prompts: ['5', '4', '3', '2', '1'] });
});

test('the list shows one status only where asked', async () => {
  await using client = await TestClient.start();
  await client.accepted('done');
  await client.accepted('bad [[fault:render-failed]]');
  await client.accepted('open [[fault:stuck]]');
  expect(await list(client, 'status=completed')).toEqual({ prompts: ['done'], total: 1 });
  expect(await list(client, 'status=failed')).toMatchObject({ total: 1 });
  expect(await list(client, 'status=processing')).toMatchObject({ total: 1 });
  expect(await list(client, 'status=pending')).toEqual({ prompts: [], total: 0 });
});

test('an item echoes what a client needs to recognise its create', async () => {
  await using client = await TestClient.start();
  const id = await client.accepted('a', { image_url: 'https://example.com/a.png', duration: 15 });
  const { data } = await client.ask('GET', '/v1/tasks');
  expect(data).toMatchObject({ page: 1, page_size: 20, total: 1 });
  expect((data['list'] as unknown[])[0]).toMatchObject({
    task_id: id,
    prompt: 'a',
    image_url: 'https://example.com/a.png',
    duration: 15,
    resolution: 'horizontal',
    is_pro: false,
    created_at: expect.stringContaining('+08:00'),
  });
});

test('a young operation is not listed before the lag is over', async () => {
  await using client = await TestClient.start({ listLagMs: '300' });
  await client.accepted('a');
  expect(await list(client, '')).toEqual({ prompts: [], total: 0 });
  await vi.waitFor(async () => expect(await list(client, '')).toEqual({ prompts: ['a'], total: 1 }));
});

test.for([
  ['list-500', { status: 200, code: 500 }],
  ['list-html', { status: 502, code: undefined }],
  ['list-429', { status: 429, code: 429 }],
  ['list-cut-json', { status: 200, code: undefined }],
] as const)('%s spoils the list', async ([name, expected]) => {
  await using client = await TestClient.start({ faults: `${name}=1` });
  expect(await client.ask('GET', '/v1/tasks')).toMatchObject(expected);
});

test('list-short leaves rows out, list-stale shows nothing that ended', async () => {
  await using client = await TestClient.start({ faults: 'list-short=1' });
  for (const prompt of ['1', '2', '3']) await client.accepted(prompt);
  expect((await list(client, '')).prompts).toEqual(['3', '1']);
  await client.ask('PATCH', '/control', { faults: 'list-stale=1' });
  const { data } = await client.ask('GET', '/v1/tasks');
  expect((data['list'] as Record<string, unknown>[]).map(({ status }) => status)).toEqual(
    Array(3).fill('processing'),
  );
});

test('list-shifted loses rows, list-no-zone drops the time zone', async () => {
  await using client = await TestClient.start({ faults: 'list-shifted=1' });
  for (const prompt of ['1', '2', '3', '4', '5', '6', '7']) await client.accepted(prompt);
  expect((await list(client, 'page=1&page_size=2')).prompts).toEqual(['7', '6']);
  expect((await list(client, 'page=2&page_size=2')).prompts).toEqual(['2', '1']);
  await client.ask('PATCH', '/control', { faults: 'list-no-zone=1' });
  const { data } = await client.ask('GET', '/v1/tasks');
  const times = (data['list'] as Record<string, unknown>[]).map((task) => String(task['created_at']));
  expect(times).toHaveLength(7);
  for (const time of times) expect(time).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:.]+$/);
});
