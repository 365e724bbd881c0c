import { expect } from 'vitest';
import {
  allSums,
  begin,
  type Cases,
  detail,
  type Harness,
  order,
  PRICE,
  PROVIDER,
  send,
  sumsOf,
} from './harness.ts';

const failed = { reason: 'provider-failed' as const, message: 'The render failed.' };

/** A take that was sent, in a storyboard with a budget, by a key with another one. */
async function sendOne({ book }: Harness, more: { retryFailed?: number } = {}): Promise<string> {
  await book.keys.create({
    key: { name: 'k', sha256: 'x', scope: 'order' as const, budgetMicros: 9 * PRICE },
  });
  const [take = ''] = await order(book, { id: 's', budgetMicros: PRICE, apiKeyName: 'k', ...more });
  await begin(book, take, 'a1', { dailyBudgetMicros: 9 * PRICE });
  await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op1', detail });
  return take;
}

/** What a provider says of money: booked once, never believed beyond measure, and every sum is the same after it. */
export const refundCases: Cases = {
  'a refunded failure frees its budget, with a history line': async (harness) => {
    const { book } = harness;
    const take = await sendOne(harness);
    expect(await sumsOf(harness, take)).toEqual(allSums(PRICE));
    const end = { takeId: take, event: 'fail', operationId: 'op1', failure: failed, detail } as const;
    await book.takes.end({ ...end, refundMicros: 'all' });
    expect(await sumsOf(harness, take)).toEqual(allSums(0));
    const [row] = await harness.sql(`select spent_micros from budgets where id like 'day:%'`);
    expect(row).toEqual({ spent_micros: 0 });
    expect(await book.takes.read({ takeId: take })).toMatchObject({ state: 'failed', bought: 1 });
    const [timeline = []] = await book.takes.timelines({ takeIds: [take] });
    expect(timeline.filter(({ event }) => event === 'refund')).toMatchObject([
      { operationId: 'op1', detail: 'the provider gave 25 cents back' },
    ]);
  },

  'a refund makes room for the render that is allowed after it': async (harness) => {
    const { book } = harness;
    const take = await sendOne(harness, { retryFailed: 1 });
    const end = { takeId: take, event: 'fail', operationId: 'op1', failure: failed, detail } as const;
    await book.takes.end({ ...end, refundMicros: 'all' });
    expect(await begin(book, take, 'a2')).toMatchObject({ verdict: 'go' });
  },

  'without a refund a failed render uses its budget up': async (harness) => {
    const take = await sendOne(harness, { retryFailed: 1 });
    const end = { takeId: take, event: 'fail', operationId: 'op1', failure: failed, detail } as const;
    await harness.book.takes.end(end);
    expect(await begin(harness.book, take, 'a2')).toMatchObject({ verdict: 'budget' });
  },

  'is booked once however often reported, and only grows': async (harness) => {
    const { book } = harness;
    const take = await sendOne(harness);
    const tell = async (refundMicros: number | 'all', operationId = 'op1') =>
      (await book.operations.refund({ providerId: PROVIDER, operationId, refundMicros })).refundedMicros;
    const told = await Promise.all([tell(100), tell(100), tell(100)]);
    expect(told.toSorted((a, b) => a - b)).toEqual([0, 0, 100]);
    expect(await sumsOf(harness, take)).toEqual(allSums(PRICE - 100));
    expect([await tell(40), await tell(150), await tell(150), await tell('all')]).toEqual([
      0,
      50,
      0,
      PRICE - 150,
    ]);
    expect(await sumsOf(harness, take)).toEqual(allSums(0));
    const end = { takeId: take, event: 'fail', operationId: 'op1', failure: failed, detail } as const;
    await book.takes.end({ ...end, refundMicros: 'all' });
    expect(await sumsOf(harness, take)).toEqual(allSums(0));
    expect([await tell('all', 'of nobody'), await tell('all')]).toEqual([0, 0]);
  },

  'is booked late, even after the take was given up': async (harness) => {
    const { book } = harness;
    const take = await sendOne(harness);
    const end = { takeId: take, event: 'fail', operationId: 'op1', detail } as const;
    await book.takes.end({ ...end, failure: { reason: 'gave-up', message: 'Given up.' } });
    expect(await sumsOf(harness, take)).toEqual(allSums(PRICE));
    const late = await book.takes.end({ ...end, failure: failed, refundMicros: 'all' });
    expect(late).toMatchObject({ verdict: 'stale' });
    expect(await sumsOf(harness, take)).toEqual(allSums(0));
  },

  'of no amount is none': async (harness) => {
    const take = await sendOne(harness);
    for (const refundMicros of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await harness.book.operations.refund({ providerId: PROVIDER, operationId: 'op1', refundMicros });
    }
    expect(await sumsOf(harness, take)).toEqual(allSums(PRICE));
  },

  'never exceeds the cost; more is an incident': async (harness) => {
    const { book } = harness;
    const take = await sendOne(harness);
    const refund = { providerId: PROVIDER, operationId: 'op1' };
    await book.operations.refund({ ...refund, refundMicros: 1000 * PRICE });
    expect(await sumsOf(harness, take)).toEqual(allSums(0));
    expect(await book.operations.incidents({ limit: 9 })).toMatchObject([
      { kind: 'odd-cost', takeId: take, operationId: 'op1' },
    ]);
  },

  'of one operation leaves the other one of the take charged': async (harness) => {
    const { book } = harness;
    const take = await sendOne(harness);
    await book.takes.accept({ takeId: take, operationId: 'op2', costMicros: 2 * PRICE, detail });
    await book.operations.refund({ providerId: PROVIDER, operationId: 'op2', refundMicros: 'all' });
    expect(await sumsOf(harness, take)).toEqual(allSums(PRICE));
    expect(await book.operations.costs({ providerId: PROVIDER, operationIds: ['op1', 'op2', 'x'] })).toEqual(
      expect.arrayContaining([
        { operationId: 'op1', takeId: take, costMicros: PRICE, refundMicros: 0 },
        { operationId: 'op2', takeId: take, costMicros: 2 * PRICE, refundMicros: 2 * PRICE },
      ]),
    );
  },

  'of an operation of unknown cost is nothing': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's', price: null });
    await send(book, take, 'a1', 'op1');
    const refund = { providerId: PROVIDER, operationId: 'op1', refundMicros: 'all' } as const;
    expect(await book.operations.refund(refund)).toEqual({ refundedMicros: 0, moved: [] });
  },

  'an invalid cost is booked as the price and kept as text': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await begin(book, take, 'a1');
    const fact = { takeId: take, attemptId: 'a1', operationId: 'op', oddCost: '1e+308', detail };
    expect(await book.takes.accept(fact)).toMatchObject({ verdict: 'accepted', oddCost: '1e+308' });
    expect(await book.takes.accept(fact)).toMatchObject({ verdict: 'already' });
    expect(await book.takes.read({ takeId: take })).toMatchObject({ spentMicros: PRICE });
    expect(await book.operations.incidents({ limit: 9 })).toMatchObject([
      { kind: 'odd-cost', detail: 'told cost 1e+308; booked as the price' },
    ]);
  },

  'an odd cost is booked as the price, an incident': async ({ book }) => {
    const takes = await order(book, { id: 's', takes: 4 });
    const costs = [101 * PRICE, -1, 0.5, 100 * PRICE];
    for (const [index, takeId] of takes.entries()) {
      await begin(book, takeId, `a${index}`);
      const fact = {
        takeId,
        attemptId: `a${index}`,
        operationId: `op${index}`,
        costMicros: costs[index],
        detail,
      };
      await book.takes.accept(fact);
    }
    const spent = (await book.takes.readMany({ takeIds: takes }))
      .map(({ spentMicros }) => spentMicros)
      .sort((a, b) => a - b);
    expect(spent).toEqual([PRICE, PRICE, PRICE, 100 * PRICE]);
    expect(await book.operations.incidents({ limit: 9 })).toHaveLength(3);
    expect((await book.operations.incidents({ limit: 9 })).every(({ kind }) => kind === 'odd-cost')).toBe(
      true,
    );
  },

  'a provider’s sum counts and names what was given up': async (harness) => {
    const { book } = harness;
    const [one = '', two = ''] = await order(book, { id: 's', takes: 2 });
    await send(book, one, 'a1', 'op1');
    await begin(book, two, 'a2');
    await book.takes.markUnconfirmed({ takeId: two, by: { attemptId: 'a2' }, detail });
    const gaveUp = { reason: 'gave-up' as const, message: 'Given up.' };
    await book.takes.end({ takeId: two, event: 'refuse', attemptId: 'a2', failure: gaveUp, detail });
    expect(await book.budgets.ofProvider({ providerId: PROVIDER })).toEqual({
      reservedMicros: 0,
      spentMicros: 2 * PRICE,
      givenUpMicros: PRICE,
    });
    expect(await book.storyboards.read({ id: 's' })).toMatchObject({ spentMicros: 2 * PRICE });
  },
};
