import type { Price } from '@cineflow/core';
import type { Prices, Provider } from '@cineflow/providers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPriceReader } from './price-reader.ts';

const price = { model: 'm', unit: 'call', amountMicros: 60_000, currency: 'USD' } as const;
const evidence = { elapsedMs: 1 };
const told: Prices = { kind: 'known', prices: [price], evidence };

/** A provider with prices, and the budget of its questions. */
function start(answer: () => Prices = () => told) {
  const seen = { asked: 0, heeded: [] as (number | undefined)[] };
  const budget = { isLeft: true, isAway: false };
  const provider = {
    id: 'p',
    models: [],
    prices: async () => {
      seen.asked += 1;
      return answer();
    },
  } as unknown as Provider;
  const questions = () => ({
    mayAsk: async () => budget.isLeft,
    heed: async ({ throttledMs }: { throttledMs?: number }) => void seen.heeded.push(throttledMs),
  });
  const read = createPriceReader([provider], { questions, isAway: () => budget.isAway });
  return { seen, budget, read: () => read('p') };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('asks once in five minutes, also when many ask together', async () => {
  const { seen, read } = start();
  expect(await Promise.all([read(), read(), read()])).toEqual([[price], [price], [price]]);
  vi.advanceTimersByTime(299_000);
  await read();
  expect(seen.asked).toBe(1);
  vi.advanceTimersByTime(2_000);
  await read();
  expect(seen.asked).toBe(2);
});

test('keeps the last price when the budget allows no question', async () => {
  const { seen, budget, read } = start();
  await read();
  budget.isLeft = false;
  vi.advanceTimersByTime(301_000);
  expect(await read()).toEqual([price]);
  expect(seen.asked).toBe(1);
  budget.isLeft = true;
  vi.advanceTimersByTime(1_000);
  await read();
  expect(seen.asked).toBe(2);
});

test('reads only the first price while Redis is away', async () => {
  const { seen, budget, read } = start();
  Object.assign(budget, { isLeft: false, isAway: true });
  expect(await read()).toEqual([price]);
  vi.advanceTimersByTime(301_000);
  expect(await read()).toEqual([price]);
  expect(seen.asked).toBe(1);
});

test('shares a pause with all processes and keeps it', async () => {
  const { seen, read } = start(() => ({
    kind: 'error',
    message: 'slow down',
    throttledMs: 60_000,
    evidence,
  }));
  expect(await read()).toBeNull();
  expect(seen.heeded).toEqual([60_000]);
  vi.advanceTimersByTime(59_000);
  await read();
  expect(seen.asked).toBe(1);
});

const listed: Omit<Price, 'model'> = { unit: 'call', amountMicros: 50_000, currency: 'CNY' };

test.each([
  ['comes before what the provider tells', [listed], () => told, [{ ...listed, model: 'a' }, price]],
  ['is all there is where it tells nothing', [listed], undefined, [{ ...listed, model: 'a' }]],
  ['may lack a price, as the provider does', undefined, undefined, null],
])('the price in the model table %s', async (_, prices, answer, expected) => {
  const models = [{ id: 'a', enabled: true, modes: {}, ...(prices ? { prices } : {}) }];
  const asked = answer && { prices: async () => answer() };
  const provider = { id: 'p', models, ...asked } as unknown as Provider;
  const questions = () => ({ mayAsk: async () => true, heed: async () => undefined });
  const read = createPriceReader([provider], { questions, isAway: () => false });
  expect([await read('p'), await read('nobody')]).toEqual([expected, null]);
});
