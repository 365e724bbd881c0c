import { expect, test, vi } from 'vitest';
import { TestClient } from '../../test/client.ts';

const CHINA_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/;

test('a finished task echoes its request and links to its clip', async () => {
  await using client = await TestClient.start();
  const fields = {
    image_url: 'https://example.com/a.png',
    is_pro: true,
    duration: 25,
    resolution: 'vertical',
  };
  const { data } = await client.poll(await client.accepted('雨夜', fields));
  expect(data).toMatchObject({ status: 'completed', progress: 100, prompt: '雨夜', cost: 30, ...fields });
  expect(data['video_url']).toMatch(`${client.sandbox.url}/files/${String(data['task_id'])}.mp4?`);
  expect(data['created_at']).toMatch(CHINA_TIME);
  expect(data['completed_at']).toMatch(CHINA_TIME);
});

test('a task completes after its render time', async () => {
  await using client = await TestClient.start({ renderMs: '400-400' });
  const id = await client.accepted('a');
  const seen = new Set<unknown>();
  await vi.waitFor(async () => {
    const { data } = await client.poll(id);
    seen.add(data['status']);
    expect(data['status']).toBe('completed');
  });
  // A busy machine may miss a short phase, but never sees them in another order.
  expect([...seen]).toEqual(['pending', 'processing', 'completed'].filter((status) => seen.has(status)));
  const [line] = (await client.bill()).operations;
  const renderedMs = Date.parse(String(line?.['finishedAt'])) - Date.parse(String(line?.['acceptedAt']));
  expect(renderedMs).toBeGreaterThanOrEqual(399);
});

test('an unknown task is answered with code 404', async () => {
  await using client = await TestClient.start();
  expect(await client.poll('nope')).toMatchObject({ status: 200, code: 404 });
});

test.for([
  ['render-failed', '失败'],
  ['content-failed', '违反规定'],
] as const)('%s ends in a failure that tells why and stays charged', async ([name, message]) => {
  await using client = await TestClient.start();
  const { data } = await client.poll(await client.accepted(`a [[fault:${name}]]`));
  expect(data).toMatchObject({ status: 'failed', error_msg: expect.stringContaining(message) });
  expect(data).not.toHaveProperty('video_url');
  expect(await client.bill()).toMatchObject({ inFlight: 0, creates: { accepted: 1, chargedCents: 6 } });
});

test.for([
  ['content-failed-object', { code: 'content_policy', message: 'violates our content policy' }],
  ['content-failed-list', ['content_policy', 'violates our content policy']],
  ['render-failed-empty', ''],
] as const)('%s ends in a failure whose reason has another shape', async ([name, error_msg]) => {
  await using client = await TestClient.start();
  const { data } = await client.poll(await client.accepted(`a [[fault:${name}]]`));
  expect(data).toMatchObject({ status: 'failed', error_msg });
});

test.for([
  ['no', 94, 0, undefined],
  ['balance', 100, 6, undefined],
  ['status', 100, 6, true],
] as const)('a failed render is refunded by %s', async ([refundFailed, balance, refundedCents, refunded]) => {
  await using client = await TestClient.start({ refundFailed, balanceCents: '100' });
  const { data } = await client.poll(await client.accepted('a [[fault:render-failed]]'));
  expect([data['status'], data['cost'], data['refunded']]).toEqual(['failed', 6, refunded]);
  const bill = await client.bill();
  expect(bill).toMatchObject({
    creates: { chargedCents: 6 },
    refundedCents,
    operations: [{ refundedCents }],
  });
  expect((await client.ask('GET', '/v1/balance')).data).toMatchObject({ balance });
  const done = await client.poll(await client.accepted('b'));
  expect(done.data).not.toHaveProperty('refunded');
});

test('stuck, progress and status faults change what a poll shows', async () => {
  await using client = await TestClient.start({ renderMs: '60000' });
  const poll = async (name: string): Promise<Record<string, unknown>> =>
    (await client.poll(await client.accepted(`a [[fault:${name}]]`))).data;
  expect(await poll('stuck')).toMatchObject({ status: 'processing', progress: 50 });
  expect(await poll('progress-text')).toMatchObject({ progress: '0%' });
  expect(await poll('progress-absent')).not.toHaveProperty('progress');
  expect(await poll('unknown-status')).toMatchObject({ status: 'reviewing' });
});

test('a stuck operation stays in flight where others are done at once', async () => {
  await using client = await TestClient.start();
  const id = await client.accepted('a [[fault:stuck]]');
  await client.accepted('b');
  expect((await client.poll(id)).data).toMatchObject({ status: 'processing' });
  expect(await client.bill()).toMatchObject({ inFlight: 1, maxInFlight: 2 });
});

test.for([
  ['poll-429', { status: 429, code: 429 }],
  ['poll-500', { status: 200, code: 500 }],
  ['poll-html', { status: 502, code: undefined }],
  ['poll-not-found-once', { status: 200, code: 404 }],
] as const)('%s spoils one poll and the next one is right', async ([name, expected]) => {
  await using client = await TestClient.start();
  const id = await client.accepted(`a [[fault:${name} x1]]`);
  expect(await client.poll(id)).toMatchObject(expected);
  expect(await client.poll(id)).toMatchObject({ code: 200, data: { status: 'completed' } });
});

test('poll-not-found-once strikes once without a count', async () => {
  await using client = await TestClient.start();
  const id = await client.accepted('a [[fault:poll-not-found-once]]');
  expect([(await client.poll(id)).code, (await client.poll(id)).code]).toEqual([404, 200]);
});

test('the clock offset moves task times and Date, not the bill', async () => {
  const dayMs = 86_400_000;
  await using client = await TestClient.start({ clockOffsetMs: String(dayMs) });
  const answer = await client.poll(await client.accepted('a'));
  const acceptedAt = Date.parse(String((await client.bill()).operations[0]?.['acceptedAt']));
  expect(Date.parse(String(answer.data['created_at'])) - acceptedAt).toBe(dayMs);
  expect(Date.parse(answer.headers.get('date') ?? '') - Date.now()).toBeGreaterThan(dayMs - 5000);
});
