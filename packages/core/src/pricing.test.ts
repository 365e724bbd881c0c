import { expect, test } from 'vitest';
import { estimateCost, priceOf } from './pricing.ts';

const prices = [
  { isPro: false, cents: 6 },
  { model: 'large', isPro: true, cents: 30 },
];

test.each([
  [{ model: 'any', isPro: false }, 6],
  [{ model: 'large', isPro: true }, 30],
  [{ model: 'other', isPro: true }, null],
])('%o costs %s', (request, cents) => {
  expect(priceOf(prices, request)).toBe(cents);
});

test('what is stored costs nothing', () => {
  const takes = [
    { fingerprint: 'a', priceCents: 6 },
    { fingerprint: 'b', priceCents: 30 },
    { fingerprint: 'c', priceCents: 6 },
  ];
  expect(estimateCost(takes, new Set(['b']))).toEqual({ takes: 3, reused: 1, toPay: 2, cents: 12 });
});

test('no sum is told where a price is missing', () => {
  const takes = [{ fingerprint: 'a', priceCents: 6 }, { fingerprint: 'b' }];
  expect(estimateCost(takes, new Set())).not.toHaveProperty('cents');
  expect(estimateCost(takes, new Set(['b']))).toMatchObject({ cents: 6 });
});

test('what failed renders may cost on top is told where they are to be made again', () => {
  const takes = [{ fingerprint: 'a', priceCents: 6 }];
  expect(estimateCost(takes, new Set(), 2)).toMatchObject({ cents: 6, mostCents: 18 });
  expect(estimateCost(takes, new Set())).not.toHaveProperty('mostCents');
});
