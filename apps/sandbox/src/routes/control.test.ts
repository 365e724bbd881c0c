import { expect, test } from 'vitest';
import { TestClient } from '../../test/client.ts';

test('a change counts from the next request on', async () => {
  await using client = await TestClient.start();
  const change = { renderMs: '60000', limit: 1, priceCents: 9, balanceCents: 50 };
  const answer = await client.ask('PATCH', '/control', change);
  expect(JSON.parse(answer.text)).toMatchObject(change);
  expect(await client.create('a')).toMatchObject({ data: { cost: 9 } });
  expect(await client.create('b')).toMatchObject({ status: 429 });
  expect((await client.ask('GET', '/v1/balance')).data).toMatchObject({ balance: 41 });
});

test('faults can be set and taken away', async () => {
  await using client = await TestClient.start();
  await client.ask('PATCH', '/control', { faults: 'outage@0+60' });
  expect(await client.create('a')).toMatchObject({ status: 503 });
  await client.ask('PATCH', '/control', { faults: '' });
  expect(await client.create('a')).toMatchObject({ code: 200 });
});

test('a bad change is refused as a whole and names the setting', async () => {
  await using client = await TestClient.start();
  const answer = await client.ask('PATCH', '/control', { limit: 3, faults: 'nope=1', rendersMs: 1 });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('faults');
  expect(answer.text).toContain('rendersMs');
  expect(JSON.parse((await client.ask('GET', '/control')).text)).toMatchObject({ limit: 0, faults: '' });
});

test('the key can be set and is never shown', async () => {
  await using client = await TestClient.start();
  const answer = await client.ask('PATCH', '/control', { apiKey: 'sora-secret' });
  expect(answer.text).not.toContain('sora-secret');
  expect(await client.create('a')).toMatchObject({ code: 401 });
});
