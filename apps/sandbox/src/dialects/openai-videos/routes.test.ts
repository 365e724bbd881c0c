import { expect, test } from 'vitest';
import { TestClient } from '../../../test/client.ts';

const read = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const fields = { model: 'wan2.6-t2v', seconds: '5', size: '720x1280' };

async function accepted(client: TestClient, prompt: string): Promise<string> {
  const { text } = await client.ask('POST', '/v1/videos', { ...fields, prompt });
  return String(read(text)['id']);
}

test('a JSON create is on the same bill, clip behind key', async () => {
  await using client = await TestClient.start({ apiKey: 'k' });
  const key = { authorization: 'Bearer k' };
  const answer = await client.ask('POST', '/v1/videos', { ...fields, prompt: '雨夜' }, key);
  expect(answer.status).toBe(200);
  const { id } = read(answer.text);
  const path = `/v1/videos/${String(id)}`;
  expect(read((await client.ask('GET', path, undefined, key)).text)).toMatchObject({
    id,
    object: 'video',
    status: 'completed',
    progress: 100,
    seconds: '5',
    size: '720x1280',
    error: null,
  });
  expect(await client.ask('GET', `${path}/content`)).toMatchObject({ status: 401 });
  const clip = await client.ask('GET', `${path}/content`, undefined, { ...key, range: 'bytes=4-7' });
  expect([clip.status, clip.text, clip.headers.get('content-type')]).toEqual([206, 'ftyp', 'video/mp4']);
  expect((await client.bill()).creates).toEqual({ received: 1, accepted: 1, refused: 0, chargedCents: 6 });
});

test('a create by form is read like one by JSON', async () => {
  await using client = await TestClient.start();
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, prompt: '雨夜' })) form.set(name, value);
  form.set('input_reference', new Blob(['PNG'], { type: 'image/png' }), 'picture.png');
  const answer = await fetch(`${client.sandbox.url}/v1/videos`, { method: 'POST', body: form });
  expect(answer.status).toBe(200);
  expect((await client.bill()).operations[0]).toMatchObject({
    request: { prompt: '雨夜', durationSeconds: 5, resolution: 'vertical', imageUrl: 'within the request' },
    pictures: [{ role: 'first', url: null, sizeBytes: 3 }],
  });
});

test.for<[string, object, object]>([
  [
    'parts',
    { duration: 4, ratio: '9:16', content: [{ type: 'text', text: 'p' }, { image_url: { url: 'u' } }] },
    { prompt: 'p', durationSeconds: 4, resolution: 'vertical', imageUrl: 'u' },
  ],
  [
    'input and parameters',
    { input: { prompt: 'p', media: [{ url: 'u' }] }, parameters: { duration: 3, aspect_ratio: '16:9' } },
    { prompt: 'p', durationSeconds: 3, resolution: 'horizontal', imageUrl: 'u' },
  ],
])('a body of %s is understood', async ([, body, request]) => {
  await using client = await TestClient.start();
  expect(await client.ask('POST', '/v1/videos', { model: 'm', ...body })).toMatchObject({ status: 200 });
  expect((await client.bill()).operations[0]).toMatchObject({ request });
});

test('a form that cannot be read is refused and counted', async () => {
  await using client = await TestClient.start();
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  expect(await client.ask('POST', '/v1/videos', 'no form', headers)).toMatchObject({ status: 400 });
  expect((await client.bill()).creates).toMatchObject({ received: 1, accepted: 0, refused: 1 });
});

test.for<[string, unknown, number, string]>([
  ['no model', { prompt: 'a' }, 400, 'invalid-request'],
  ['no prompt', { model: 'm' }, 400, 'invalid-request'],
  ['no JSON', '{"model":', 400, 'unreadable-request'],
  ['an unknown fault', { model: 'm', prompt: 'a [[fault:nope]]' }, 400, 'unknown-fault-tag'],
])('%s is refused and not charged', async ([, body, status, reason]) => {
  await using client = await TestClient.start();
  expect(await client.ask('POST', '/v1/videos', body)).toMatchObject({ status });
  expect(await client.bill()).toMatchObject({
    creates: { received: 1, accepted: 0, refused: 1 },
    refusedByReason: { [reason]: 1 },
  });
});

test.for<[string, number, number]>([
  ['refused-429', 429, 0],
  ['refused-503-no-channel', 503, 0],
  ['content-refusal', 400, 0],
  ['auth-401', 401, 0],
  ['balance-1012', 403, 0],
  ['accepted-500', 200, 1],
  ['accepted-http-500', 500, 1],
  ['accepted-502', 502, 1],
  ['accepted-no-id', 200, 1],
  ['accepted-cut-json', 200, 1],
])('%s answers HTTP %i with %i charged, and no id', async ([fault, status, charged]) => {
  await using client = await TestClient.start();
  const answer = await client.ask('POST', '/v1/videos', { ...fields, prompt: `a [[fault:${fault}]]` });
  expect(answer.status).toBe(status);
  expect(answer.text).not.toMatch(/"id":"[^"]+".*\}$/s);
  expect((await client.bill()).creates.accepted).toBe(charged);
});

test('limit and balance refuse', async () => {
  await using client = await TestClient.start({ limit: '1', balanceCents: '6', renderMs: '60000' });
  await accepted(client, 'a');
  expect(await client.ask('POST', '/v1/videos', { ...fields, prompt: 'b' })).toMatchObject({ status: 429 });
  await client.ask('PATCH', '/control', { limit: 0 });
  expect(await client.ask('POST', '/v1/videos', { ...fields, prompt: 'c' })).toMatchObject({ status: 403 });
});

test('failed renders, unknown tasks and poll faults have their answers', async () => {
  await using client = await TestClient.start();
  const poll = async (id: string) => await client.ask('GET', `/v1/videos/${id}`);
  const failed = await poll(await accepted(client, 'a [[fault:content-failed]]'));
  expect(read(failed.text)).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining('违反规定') },
  });
  expect(await poll('nope')).toMatchObject({ status: 400, code: 'task_not_exist' });
  expect(await poll(await accepted(client, 'b [[fault:poll-429 x1]]'))).toMatchObject({ status: 429 });
  expect(await poll(await accepted(client, 'c [[fault:poll-not-found-once]]'))).toMatchObject({
    status: 400,
  });
  expect(await client.ask('GET', '/v1/videos/nope/content')).toMatchObject({ status: 404 });
});
