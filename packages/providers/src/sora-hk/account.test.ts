import { readFileSync } from 'node:fs';
import { createHttpClient } from '@cineflow/http';
import { afterAll, expect, test } from 'vitest';
import { startScriptedServer } from '../../test/scripted-server.ts';
import { accountAt } from '../../test/accounts.ts';
import { createSoraHk } from './index.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());
const recorded = JSON.parse(
  readFileSync(new URL('__fixtures__/balance.json', import.meta.url), 'utf8'),
) as unknown;

test.for([
  [
    'a recorded answer',
    200,
    recorded,
    { kind: 'known', balance: { amountMicros: 50_000_000, currency: 'USD' } },
  ],
  ['a bare number', 200, { code: 200, data: 0 }, { kind: 'known', balance: { amountMicros: 0 } }],
  [
    'a balance as text',
    200,
    { code: 200, data: { balance: '12' } },
    { kind: 'known', balance: { amountMicros: 120_000 } },
  ],
  ['a wrong key', 200, { code: 401, message: 'no' }, { kind: 'refused', refusal: 'auth', message: 'no' }],
  ['a wrong key by status', 401, { error: { message: 'no' } }, { kind: 'refused', refusal: 'auth' }],
  ['no money', 200, { code: 1012, message: 'no' }, { kind: 'refused', refusal: 'balance' }],
  ['a failure', 200, { code: 500, message: 'no' }, { kind: 'error' }],
  ['no balance', 200, { code: 200, data: {} }, { kind: 'error' }],
  ['a balance of null', 200, { code: 200, data: { balance: null } }, { kind: 'error' }],
  ['an empty balance', 200, { code: 200, data: { balance: '' } }, { kind: 'error' }],
  ['a balance beyond measure', 200, { code: 200, data: { balance: 1e308 } }, { kind: 'error' }],
  ['a balance that cannot be kept exactly', 200, { code: 200, data: { balance: 1e12 } }, { kind: 'error' }],
  ['a page', 502, '<html>', { kind: 'error' }],
] as const)('%s', async ([, status, body, expected]) => {
  await using server = await startScriptedServer();
  server.react = () => ({ status, body });
  const provider = createSoraHk(accountAt(`${server.origin}/v1/`, 'k'), http);
  expect(await provider.balance?.({ timeoutMs: 5_000 })).toMatchObject(expected);
  expect(server.requests).toMatchObject([{ method: 'GET', headers: { authorization: 'Bearer k' } }]);
  expect(server.requests[0]?.url.pathname).toBe('/v1/balance');
});

const pricing = (normal_price: unknown, pro_price: unknown): unknown => ({
  code: 200,
  data: { normal_price, pro_price },
});

test.for([
  [
    'prices',
    200,
    pricing(6, '24.5'),
    {
      kind: 'known',
      prices: [
        { unit: 'call', model: 'sora-2', amountMicros: 60_000, currency: 'USD' },
        { unit: 'call', model: 'sora-2-pro', amountMicros: 245_000, currency: 'USD' },
      ],
    },
  ],
  ['a price beyond measure', 200, pricing(6, 1e9), { kind: 'error' }],
  ['a negative price', 200, pricing(-6, 24), { kind: 'error' }],
  ['one price of two', 200, { code: 200, data: { normal_price: 6 } }, { kind: 'error' }],
] as const)('what a create costs: %s', async ([, status, body, expected]) => {
  await using server = await startScriptedServer();
  server.react = () => ({ status, body });
  const provider = createSoraHk(accountAt(`${server.origin}/v1`, 'k'), http);
  expect(await provider.prices?.({ timeoutMs: 5_000 })).toMatchObject(expected);
});

test('balance and prices report the pause the provider asks for', async () => {
  await using server = await startScriptedServer();
  const body = { code: 429, message: 'slow down' };
  const provider = createSoraHk(accountAt(server.origin, 'k'), http);
  server.react = () => ({ status: 429, headers: { 'retry-after': '7' }, body });
  expect(await provider.balance?.({ timeoutMs: 5_000 })).toMatchObject({ kind: 'error', throttledMs: 7_000 });
  server.react = () => ({ status: 429, body });
  expect(await provider.prices?.({ timeoutMs: 5_000 })).toMatchObject({ kind: 'error', throttledMs: 1_000 });
});
