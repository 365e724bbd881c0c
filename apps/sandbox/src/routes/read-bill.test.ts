import { expect, test } from 'vitest';
import { TestClient } from '../../test/client.ts';

test('the bill sums creates, money, repeated prompts and requests', async () => {
  await using client = await TestClient.start();
  for (const prompt of ['twice', 'once', 'twice', 'thrice', 'thrice', 'thrice'])
    await client.accepted(prompt);
  await client.create('never [[fault:refused-429]]');
  await client.poll('nope');
  await client.ask('GET', '/v1/tasks');
  const bill = await client.bill();
  expect(bill.creates).toEqual({ received: 7, accepted: 6, refused: 1, chargedCents: 36 });
  expect(bill.paidPerPrompt).toEqual({
    prompts: 3,
    max: 3,
    repeated: [
      { prompt: 'thrice', count: 3 },
      { prompt: 'twice', count: 2 },
    ],
  });
  expect(bill.requests).toEqual({ polls: 1, lists: 1, downloads: 0, account: 0, maxAskedPerSecond: 2 });
  expect(bill.operations.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(bill.inFlightSamples.map(([, inFlight]) => inFlight)).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
});

test('the short bill has neither operations nor samples', async () => {
  await using client = await TestClient.start();
  await client.accepted('a');
  const bill = JSON.parse((await client.ask('GET', '/bill?operations=false')).text) as Record<
    string,
    unknown
  >;
  expect(bill).toMatchObject({ creates: { accepted: 1 } });
  expect(bill).not.toHaveProperty('operations');
  expect(bill).not.toHaveProperty('inFlightSamples');
});

test('a reset forgets operations, counts and tags and gives the balance back', async () => {
  await using client = await TestClient.start({ balanceCents: '100', renderMs: '60000' });
  const prompt = 'a [[fault:accepted-502 x1]]';
  const first = await client.create(prompt);
  const id = await client.accepted(prompt);
  await client.ask('POST', '/bill/reset');
  expect(await client.bill()).toMatchObject({
    creates: { received: 0, accepted: 0 },
    inFlight: 0,
    operations: [],
  });
  expect(await client.poll(id)).toMatchObject({ code: 404 });
  expect((await client.ask('GET', '/v1/balance')).data).toMatchObject({ balance: 100 });
  expect((await client.create(prompt)).status).toBe(first.status);
});
