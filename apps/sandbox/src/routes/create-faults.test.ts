import { expect, test, vi } from 'vitest';
import { TestClient, type TestAnswer } from '../../test/client.ts';
import { FAULTS, type FaultOf } from '../faults/fault-table.ts';

type Expected = Partial<Pick<TestAnswer, 'status' | 'code' | 'data'>> | 'no answer';

const ANSWERS: Record<FaultOf<'create'>, Expected> = {
  'accepted-500': { status: 200, code: 500 },
  'accepted-http-500': { status: 500, code: 500 },
  'accepted-502': { status: 502, code: undefined },
  'accepted-drop': 'no answer',
  'accepted-hang': 'no answer',
  'accepted-cut-json': { status: 200, code: undefined },
  'accepted-no-id': { status: 200, code: 200, data: { status: 'pending', cost: 6 } },
  'accepted-no-data': { status: 200, code: 200, data: {} },
  'accepted-late': { status: 200, code: 200 },
  'accepted-odd-cost': { status: 200, code: 200 },
  'refused-429': { status: 429, code: 429 },
  'refused-503-no-channel': { status: 503, code: 503 },
  'rejected-502': { status: 502, code: undefined },
  'rejected-403': { status: 403, code: undefined },
  'refused-drop': 'no answer',
  'content-refusal': { status: 200, code: 1001 },
  'invalid-parameter': { status: 200, code: 1001 },
  'auth-401': { status: 200, code: 401 },
  'balance-1012': { status: 200, code: 1012 },
};

test.for(Object.entries(ANSWERS))('%s answers and charges as its name says', async ([name, expected]) => {
  await using client = await TestClient.start({ hangMaxMs: '200', lateMs: '50' });
  const asked = client.create(`a [[fault:${name}]]`);
  if (expected === 'no answer') await expect(asked).rejects.toThrow('fetch failed');
  else expect(await asked).toMatchObject(expected);
  const accepted = name.startsWith('accepted-') ? 1 : 0;
  const bill = await client.bill();
  expect(bill.creates).toEqual({ received: 1, accepted, refused: 1 - accepted, chargedCents: accepted * 6 });
  if (accepted === 0) expect(bill.refusedByReason).toEqual({ [name]: 1 });
  else expect(bill.operations[0]).toMatchObject({ createFault: name });
});

test('the effect of a fault says whether it accepts', () => {
  for (const name of Object.keys(ANSWERS) as FaultOf<'create'>[]) {
    expect(FAULTS[name].effect).toMatch(
      name.startsWith('accepted-') ? /^accepted and charged/ : /^not accepted/,
    );
  }
});

test('a late create is accepted although its client has gone', async () => {
  await using client = await TestClient.start({ lateMs: '300' });
  const abort = new AbortController();
  const asked = fetch(`${client.sandbox.url}/v1/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'a [[fault:accepted-late]]' }),
    signal: abort.signal,
  });
  await vi.waitFor(async () => expect((await client.bill()).creates.received).toBe(1));
  expect((await client.bill()).creates.accepted).toBe(0);
  abort.abort();
  await expect(asked).rejects.toThrow('aborted');
  await vi.waitFor(async () => expect((await client.bill()).creates.accepted).toBe(1));
});

test('a counted tag strikes that many times per prompt', async () => {
  await using client = await TestClient.start();
  const statuses = async (prompt: string): Promise<number[]> => [
    (await client.create(prompt)).status,
    (await client.create(prompt)).status,
    (await client.create(prompt)).status,
  ];
  expect(await statuses('a [[fault:refused-429 x2]]')).toEqual([429, 429, 200]);
  expect(await statuses('b [[fault:refused-429 x2]]')).toEqual([429, 429, 200]);
});

test('closing ends an answer that hangs', async () => {
  const client = await TestClient.start();
  const asked = client.create('a [[fault:accepted-hang]]').catch((error: unknown) => String(error));
  await vi.waitFor(async () => expect((await client.bill()).creates.accepted).toBe(1));
  await client.sandbox.close();
  expect(await asked).toContain('fetch failed');
});
