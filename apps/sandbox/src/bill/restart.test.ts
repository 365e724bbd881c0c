import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TestClient } from '../../test/client.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-bill-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('a restarted sandbox keeps operations, money and links', async () => {
  const settings = { billFile: join(folder, 'a.jsonl'), balanceCents: '100' };
  const before = await TestClient.start(settings);
  const link = await before.clip('done');
  await before.create('refused [[fault:refused-429]]');
  await before.ask('PATCH', '/control', { renderMs: '500' });
  const id = await before.accepted('open');
  const clip = (await before.ask('GET', link)).headers.get('etag');
  await before.sandbox.close();
  await appendFile(settings.billFile, '{"type":"accep');

  await using after = await TestClient.start(settings);
  const bill = await after.bill();
  expect(bill.creates).toEqual({ received: 3, accepted: 2, refused: 1, chargedCents: 12 });
  expect((await after.ask('GET', '/v1/balance')).data).toMatchObject({ balance: 88 });
  await vi.waitFor(async () => expect((await after.poll(id)).data).toMatchObject({ status: 'completed' }));
  const path = new URL(link).pathname + new URL(link).search;
  expect((await after.ask('GET', path)).headers.get('etag')).toBe(clip);
  await after.accepted('new');
  expect((await after.bill()).operations.map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('an accepted create is in the file before its answer', async () => {
  const settings = { billFile: join(folder, 'b.jsonl') };
  const first = await TestClient.start(settings);
  await Promise.allSettled(
    Array.from({ length: 50 }, (_, index) => first.create(`${index} [[fault:accepted-drop]]`)),
  );
  const { accepted } = (await first.bill()).creates;
  await first.sandbox.close();
  await using second = await TestClient.start(settings);
  expect([accepted, (await second.bill()).creates.accepted]).toEqual([50, 50]);
});

test('a reset empties the file too', async () => {
  const settings = { billFile: join(folder, 'c.jsonl') };
  const first = await TestClient.start(settings);
  await first.accepted('a');
  await first.ask('POST', '/bill/reset');
  await first.accepted('b');
  await first.sandbox.close();
  await using second = await TestClient.start(settings);
  expect((await second.bill()).operations).toMatchObject([{ prompt: 'b', number: 1 }]);
});
