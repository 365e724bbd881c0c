import { expect, test } from 'vitest';
import { TestClient } from '../../test/client.ts';

test('an accepted create has id, status, cost and request id', async () => {
  await using client = await TestClient.start();
  const answer = await client.create('一个女孩在雨中行走');
  expect(answer).toMatchObject({ status: 200, code: 200 });
  expect(answer.data).toEqual({ task_id: expect.any(String), status: 'pending', cost: 6 });
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  const [line] = (await client.bill()).operations;
  expect(line).toMatchObject({ requestId: answer.headers.get('x-request-id'), prompt: '一个女孩在雨中行走' });
});

test.for([
  ['a blank prompt', { prompt: ' ' }],
  ['a duration of the pro model', { prompt: 'a', duration: 25 }],
  ['a duration as text', { prompt: 'a', duration: '10' }],
  ['an unknown resolution', { prompt: 'a', resolution: '16:9' }],
  ['a body that is no object', [1]],
] as const)('%s is refused with code 1001 and not charged', async ([, body]) => {
  await using client = await TestClient.start();
  expect(await client.ask('POST', '/v1/create', body)).toMatchObject({ status: 200, code: 1001 });
  const bill = await client.bill();
  expect(bill.creates).toEqual({ received: 1, accepted: 0, refused: 1, chargedCents: 0 });
  expect(bill.refusedByReason).toEqual({ 'invalid-request': 1 });
});

test('a body that is no JSON is counted as received and refused', async () => {
  await using client = await TestClient.start();
  expect(await client.ask('POST', '/v1/create', '{"prompt":')).toMatchObject({ status: 200, code: 1001 });
  expect((await client.bill()).creates).toMatchObject({ received: 1, refused: 1 });
});

test('only the right key is accepted, on every route', async () => {
  await using client = await TestClient.start({ apiKey: 'sora-test' });
  const authorization = 'Bearer sora-test';
  for (const path of ['/v1/tasks', '/v1/tasks/x', '/v1/balance', '/v1/pricing']) {
    expect(await client.ask('GET', path)).toMatchObject({ status: 200, code: 401 });
  }
  expect(await client.create('a')).toMatchObject({ status: 200, code: 401 });
  expect(await client.ask('POST', '/v1/create', { prompt: 'a' }, { authorization })).toMatchObject({
    code: 200,
  });
  expect((await client.bill()).refusedByReason).toEqual({ 'wrong-key': 1 });
});

test('above the limit a create is refused with HTTP 429 and Retry-After', async () => {
  await using client = await TestClient.start({ limit: '2', renderMs: '60000', retryAfterSeconds: '7' });
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((prompt) => client.create(prompt)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused).toMatchObject({ code: 429 });
  expect(refused?.headers.get('retry-after')).toBe('7');
  expect(await client.bill()).toMatchObject({ inFlight: 2, maxInFlight: 2, refusedByReason: { limit: 2 } });
});

test('a create that the balance cannot pay is refused with code 1012', async () => {
  await using client = await TestClient.start({ balanceCents: '35' });
  expect(await client.create('a', { is_pro: true, duration: 25 })).toMatchObject({
    code: 200,
    data: { cost: 30 },
  });
  expect(await client.create('b')).toMatchObject({ status: 200, code: 1012 });
  expect((await client.ask('GET', '/v1/balance')).data).toMatchObject({ balance: 5 });
  expect((await client.bill()).creates).toEqual({ received: 2, accepted: 1, refused: 1, chargedCents: 30 });
});

test('a tag that names no fault is refused loudly', async () => {
  await using client = await TestClient.start();
  const answer = await client.create('a [[fault:accepted-520]]');
  expect(answer).toMatchObject({ code: 1001 });
  expect(answer.text).toContain('accepted-520');
});
