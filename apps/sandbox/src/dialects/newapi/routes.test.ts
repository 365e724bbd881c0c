import { expect, test } from 'vitest';
import { TestClient } from '../../../test/client.ts';

const fields = { model: 'wan2.6-t2v', duration: 5, size: '720*1280' };
const read = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

async function accepted(client: TestClient, prompt: string): Promise<string> {
  const { text } = await client.ask('POST', '/v1/video/generations', { ...fields, prompt });
  return String(read(text)['task_id']);
}

test('a create is on the same bill and links its clip', async () => {
  await using client = await TestClient.start();
  const id = await accepted(client, '雨夜');
  const { code, data } = await client.ask('GET', `/v1/video/generations/${id}`);
  expect(code).toBe('success');
  expect(data).toMatchObject({ task_id: id, status: 'SUCCESS', progress: '100%', fail_reason: '' });
  const clip = await fetch(String(data['result_url']));
  expect([clip.status, clip.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  await clip.arrayBuffer();
  expect((await client.bill()).operations[0]).toMatchObject({
    request: { prompt: '雨夜', durationSeconds: 5, resolution: 'vertical' },
  });
});

test('running and failed tasks speak in capitals', async () => {
  await using client = await TestClient.start({ renderMs: '6000000' });
  const poll = async (id: string) => (await client.ask('GET', `/v1/video/generations/${id}`)).data;
  expect(await poll(await accepted(client, 'a'))).toMatchObject({
    status: 'QUEUED',
    progress: '0%',
    result_url: '',
  });
  expect(await poll(await accepted(client, 'b [[fault:stuck]]'))).toMatchObject({ status: 'IN_PROGRESS' });
  expect(await poll(await accepted(client, 'c [[fault:unknown-status]]'))).toMatchObject({
    status: 'REVIEWING',
  });
  await client.ask('PATCH', '/control', { renderMs: '0' });
  expect(await poll(await accepted(client, 'd [[fault:render-failed]]'))).toMatchObject({
    status: 'FAILURE',
    fail_reason: expect.stringContaining('失败'),
  });
});

test('an unknown task gets 400; a broken body is counted', async () => {
  await using client = await TestClient.start();
  expect(await client.ask('GET', '/v1/video/generations/nope')).toMatchObject({
    status: 400,
    code: 'task_not_exist',
  });
  await client.ask('POST', '/v1/video/generations', '{"model":');
  expect((await client.bill()).creates).toMatchObject({ received: 1, refused: 1 });
});

test('a key sees its quota and its usage', async () => {
  await using client = await TestClient.start({ balanceCents: '100', refundFailed: 'balance' });
  await accepted(client, 'a');
  const failed = await accepted(client, 'b [[fault:render-failed]]');
  const usage = await client.ask('GET', '/api/usage/token/');
  expect(usage.data).toMatchObject({ total_available: 94 * 5_000, unlimited_quota: false });
  const rows = read((await client.ask('GET', '/api/log/token')).text)['data'];
  expect(rows).toMatchObject([
    { type: 6, quota: 30_000, other: JSON.stringify({ task_id: failed }) },
    { type: 2, quota: 30_000 },
    { type: 2, quota: 30_000 },
  ]);
});

test('a wrong key learns nothing', async () => {
  await using client = await TestClient.start({ apiKey: 'k' });
  for (const path of ['/v1/video/generations/x', '/api/usage/token/', '/api/log/token', '/v1/models']) {
    expect(await client.ask('GET', path)).toMatchObject({ status: 401 });
  }
  expect(await client.ask('POST', '/v1/video/generations', fields)).toMatchObject({ status: 401 });
});
