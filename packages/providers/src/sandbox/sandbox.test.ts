import { createHttpClient } from '@cineflow/http';
import { afterAll, expect, test } from 'vitest';
import { accountAt } from '../../test/accounts.ts';
import { startScriptedServer } from '../../test/scripted-server.ts';
import { capabilitiesOf } from '../spec.ts';
import { sandbox } from './index.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

const request = {
  model: 'sora-2',
  prompt: '雨夜',
  inputs: [],
  durationSeconds: 10,
  aspectRatio: '9:16',
} as const;
const context = { attemptId: 'a1', mayWrite: () => true, timeoutMs: 5000 };

test('a rehearsal has a price of nothing and tells no cost', async () => {
  await using server = await startScriptedServer();
  const provider = sandbox.create(accountAt(`${server.origin}/v1`, 'k'), http);
  server.react = () => ({
    status: 200,
    body: { code: 200, data: { task_id: 't1', status: 'pending', cost: 6 } },
  });
  const outcome = await provider.create(request, context);
  expect(outcome).toMatchObject({ kind: 'accepted', operation: { id: 't1' } });
  expect(outcome).not.toHaveProperty('cost');
  expect(provider.models.map(({ prices }) => prices)).toEqual(
    provider.models.map(() => [{ unit: 'call', amountMicros: 0, currency: 'USD' }]),
  );
  expect(capabilitiesOf(provider)).toEqual(['pollPage', 'listRecent', 'balance']);
});

test('a rehearsal says whether its key is good, and not how much money there is', async () => {
  await using server = await startScriptedServer();
  const provider = sandbox.create(accountAt(`${server.origin}/v1`, 'k'), http);
  server.react = () => ({ status: 200, body: { code: 200, data: { balance: 5 } } });
  expect(await provider.balance?.({ timeoutMs: 5000 })).toEqual({
    kind: 'known',
    evidence: expect.anything() as object,
  });
  server.react = () => ({ status: 200, body: { code: 401, message: 'no' } });
  expect(await provider.balance?.({ timeoutMs: 5000 })).toMatchObject({ kind: 'refused', refusal: 'auth' });
});
