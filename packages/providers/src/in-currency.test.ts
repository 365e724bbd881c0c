import { expect, test } from 'vitest';
import { accountAt } from '../test/accounts.ts';
import { startScriptedServer } from '../test/scripted-server.ts';
import { createProviders } from './registry.ts';
import { capabilitiesOf } from './spec.ts';

const context = { attemptId: 'a', mayWrite: () => true, timeoutMs: 5_000 };
const request = { model: 'sora-2', prompt: 'p', inputs: [], durationSeconds: 10, aspectRatio: '16:9' };

/** An account of a family at a server that gives one answer to everything. */
async function accountThatHears(family: string, currency: string | undefined, data: unknown) {
  const server = await startScriptedServer();
  server.react = () => ({ status: 200, body: { code: 200, message: 'ok', data } });
  const account = { ...accountAt(server.origin, 'k'), family, ...(currency ? { currency } : {}) };
  const [provider] = createProviders({ providers: [account], spoolDirectory: account.spoolDirectory });
  return { provider: provider!, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test.each([
  [undefined, 'USD'],
  ['CNY', 'CNY'],
])('an account kept in %s tells its balance in %s', async (currency, told) => {
  await using relay = await accountThatHears('newapi', currency, { total_available: 500_000 });
  expect(await relay.provider.balance?.(context)).toMatchObject({
    balance: { amountMicros: 1_000_000, currency: told },
  });
});

test('and costs, prices and what was given back likewise', async () => {
  const failed = {
    task_id: 't1',
    status: 'failed',
    error_msg: 'no',
    refund: 6,
    created_at: new Date().toISOString(),
  };
  const data = { ...failed, cost: 6, normal_price: 6, pro_price: 30, list: [failed], total: 1 };
  await using account = await accountThatHears('sora-hk', 'CNY', data);
  const { provider } = account;
  const six = { amountMicros: 60_000, currency: 'CNY' };
  expect(await provider.create(request, context)).toMatchObject({ cost: six });
  expect(await provider.poll({ id: 't1' }, context)).toMatchObject({ refund: six });
  expect(await provider.prices?.(context)).toMatchObject({ prices: [six, { currency: 'CNY' }] });
  const page = await provider.pollPage?.(1, context);
  expect(page?.kind === 'page' && page.outcomes.get('t1')).toMatchObject({ refund: six });
  const listed = await provider.listRecent?.(new Date(Date.now() - 60_000), context);
  expect(listed?.operations).toMatchObject([{ operationId: 't1', refund: six }]);
  expect(capabilitiesOf(provider)).toEqual(['pollPage', 'listRecent', 'balance', 'prices']);
});
