import type { Price } from '@cineflow/core';
import type { Prices, Provider } from '@cineflow/providers';
import { expect, test } from 'vitest';
import { createPriceReader } from './price-reader.ts';

const told: Price = { unit: 'call', model: 'a', amountMicros: 60_000, currency: 'USD' };
const listed: Omit<Price, 'model'> = { unit: 'call', amountMicros: 50_000, currency: 'CNY' };
const answer = (prices: Price[]): Prices => ({ kind: 'known', prices, evidence: { elapsedMs: 1 } });

function readerOf(row: { prices?: Price[] }, prices?: () => Prices) {
  let asked = 0;
  const ask = async () => {
    asked++;
    return prices?.() ?? { kind: 'error' as const, message: 'down', evidence: { elapsedMs: 1 } };
  };
  const models = [{ id: 'a', enabled: true, modes: {}, ...row }];
  const provider = { id: 'p', models, ...(prices ? { prices: ask } : {}) } as unknown as Provider;
  return { read: createPriceReader([provider]), asked: () => asked };
}

test('what the table says comes before what the provider tells', async () => {
  const { read } = readerOf({ prices: [listed] }, () => answer([told]));
  expect(await read('p')).toEqual([{ ...listed, model: 'a' }, told]);
});

test('a provider is asked once for a while; one without prices has those of its table, or none', async () => {
  const { read, asked } = readerOf({}, () => answer([told]));
  expect([await read('p'), await read('p')]).toEqual([[told], [told]]);
  expect(asked()).toBe(1);
  expect(await readerOf({ prices: [listed] }).read('p')).toEqual([{ ...listed, model: 'a' }]);
  expect(await readerOf({}).read('p')).toBeNull();
  expect(await readerOf({}).read('nobody')).toBeNull();
});
