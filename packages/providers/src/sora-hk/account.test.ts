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
  ['a page', 502, '<html>', { kind: 'error' }],
] as const)('%s', async ([, status, body, expected]) => {
  await using server = await startScriptedServer();
  server.react = () => ({ status, body });
  const provider = createSoraHk(accountAt(`${server.origin}/v1/`, 'k'), http);
  expect(await provider.balance?.({ timeoutMs: 5_000 })).toMatchObject(expected);
  expect(server.requests).toMatchObject([{ method: 'GET', headers: { authorization: 'Bearer k' } }]);
  expect(server.requests[0]?.url.pathname).toBe('/v1/balance');
});
