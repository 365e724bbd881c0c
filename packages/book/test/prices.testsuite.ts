import { expect } from 'vitest';
import {
  allSums,
  begin,
  budgetOf,
  type Cases,
  detail,
  type Harness,
  order,
  PRICE,
  PROVIDER,
  sumsOf,
} from './harness.ts';

/** Orders takes of unknown price by a key with a budget of its own, which came later. */
async function orderUnpriced({ book }: Harness, takes = 1): Promise<string[]> {
  const ids = await order(book, { id: 's', takes, price: null, apiKeyName: 'k' });
  await book.keys.create({ key: { name: 'k', sha256: 'x', scope: 'order' } });
  return ids;
}

async function unpricedIn({ book }: Harness, more: { after?: string; limit?: number } = {}) {
  const takes = await book.takes.unpriced({ providerId: PROVIDER, after: '', limit: 10, ...more });
  return takes.map(({ takeId }) => takeId);
}

/** A provider that does not answer during an order tells its prices later. No sum may lack them then. */
export const priceCases: Cases = {
  'counts what was bought at an unknown price, in every sum and once': async (harness) => {
    const { book } = harness;
    const [take = ''] = await orderUnpriced(harness);
    await begin(book, take, 'a1', { dailyBudgetMicros: undefined });
    await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op1', detail });
    await book.storyboards.setBudget({ id: 's', budgetMicros: 9 * PRICE });
    expect(await sumsOf(harness, take)).toEqual(allSums(0));
    const { moved } = await book.takes.price({ prices: [{ takeId: take, priceMicros: PRICE }] });
    expect(moved).toMatchObject([{ takeId: take, state: 'rendering' }]);
    expect(await sumsOf(harness, take)).toEqual(allSums(PRICE));
    const again = await book.takes.price({ prices: [{ takeId: take, priceMicros: 3 * PRICE }] });
    expect(again.moved).toEqual([]);
    expect(await sumsOf(harness, take)).toEqual(allSums(PRICE));
    const [timeline = []] = await book.takes.timelines({ takeIds: [take] });
    expect(timeline.at(-1)).toMatchObject({ event: 'priced', detail: '25 cents, not known before' });
  },

  'keeps the cost that the provider told': async (harness) => {
    const { book } = harness;
    const [take = ''] = await orderUnpriced(harness);
    await begin(book, take, 'a1');
    await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op1', costMicros: 7, detail });
    await book.takes.price({ prices: [{ takeId: take, priceMicros: PRICE }] });
    expect(await book.takes.read({ takeId: take })).toMatchObject({ spentMicros: 7, priceMicros: PRICE });
  },

  'lets a take go on that its budget held back': async (harness) => {
    const { book } = harness;
    const [take = ''] = await orderUnpriced(harness);
    await book.storyboards.setBudget({ id: 's', budgetMicros: PRICE });
    expect(await begin(book, take, 'a1')).toMatchObject({ verdict: 'budget' });
    await book.takes.price({ prices: [{ takeId: take, priceMicros: PRICE }] });
    expect(await book.budgets.fitting({ takeIds: [take] })).toMatchObject({ fits: [take] });
    expect(await begin(book, take, 'a2')).toMatchObject({ verdict: 'go' });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: PRICE, spent: 0 });
  },

  'reserves it for a create on its way, and gives it back': async (harness) => {
    const { book } = harness;
    const [take = ''] = await orderUnpriced(harness);
    await begin(book, take, 'a1');
    await book.takes.markUnconfirmed({ takeId: take, by: { attemptId: 'a1' }, detail });
    await book.takes.price({ prices: [{ takeId: take, priceMicros: PRICE }] });
    expect(await book.budgets.ofKey({ apiKeyName: 'k' })).toEqual({ reservedMicros: PRICE, spentMicros: 0 });
    expect(await book.takes.read({ takeId: take })).toMatchObject({ reservedMicros: PRICE });
    await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'proof', detail });
    expect(await book.budgets.ofKey({ apiKeyName: 'k' })).toEqual({ reservedMicros: 0, spentMicros: 0 });
  },

  'counts a create that was given up as spent': async (harness) => {
    const { book } = harness;
    const [take = '', other = ''] = await orderUnpriced(harness, 2);
    await begin(book, take, 'a1');
    await book.takes.markUnconfirmed({ takeId: take, by: { attemptId: 'a1' }, detail });
    const failure = { reason: 'gave-up' as const, message: 'Given up.' };
    await book.takes.end({ takeId: take, event: 'refuse', attemptId: 'a1', failure, detail });
    expect(await unpricedIn(harness)).toEqual([take, other]);
    await book.takes.price({ prices: [{ takeId: take, priceMicros: PRICE }] });
    expect(await book.budgets.ofKey({ apiKeyName: 'k' })).toEqual({ reservedMicros: 0, spentMicros: PRICE });
    expect(await book.takes.read({ takeId: take })).toMatchObject({ spentMicros: PRICE });
  },

  'is wanted for what is open or has an unknown cost, page by page': async (harness) => {
    const { book } = harness;
    await order(book, { id: 'priced' });
    const [one = '', two = '', three = '', four = ''] = await orderUnpriced(harness, 4);
    await book.takes.cancel({ takeIds: [two], detail });
    for (const [take, cost] of [
      [three, undefined],
      [four, 7],
    ] as const) {
      await begin(book, take, `a ${take}`);
      const bought = { takeId: take, attemptId: `a ${take}`, operationId: `op ${take}`, detail };
      await book.takes.accept({ ...bought, costMicros: cost });
      const failure = { reason: 'provider-failed' as const, message: 'no' };
      await book.takes.end({ takeId: take, event: 'fail', operationId: `op ${take}`, failure, detail });
    }
    expect(await unpricedIn(harness)).toEqual([one, three]);
    expect(await unpricedIn(harness, { limit: 1 })).toEqual([one]);
    expect(await unpricedIn(harness, { after: one })).toEqual([three]);
  },
};
