import { expect, test } from 'vitest';
import type { GenerationRequest } from './generation.ts';
import { estimateCost, priceOf, type Money, type Price } from './pricing.ts';

const usd = { currency: 'USD', unit: 'call' } as const;
const prices: Price[] = [
  { ...usd, model: 'large', mode: 'image', amountMicros: 90_000 },
  { ...usd, model: 'large', amountMicros: 60_000 },
  { ...usd, model: 'timed', resolution: '1080p', unit: 'second', amountMicros: 150_000, currency: 'CNY' },
  { ...usd, model: 'timed', audio: false, unit: 'second', amountMicros: 50_000 },
  { ...usd, model: 'told', unit: 'token', amountMicros: 3 },
];
const request = { prompt: 'p', inputs: [], durationSeconds: 8, aspectRatio: '16:9' };
const picture = { role: 'first-frame', url: 'https://x.example/a.png' } as const;

test.each<[Partial<GenerationRequest> & { model: string }, Money | null]>([
  [{ model: 'large' }, { amountMicros: 60_000, currency: 'USD' }],
  [
    { model: 'large', inputs: [picture] },
    { amountMicros: 90_000, currency: 'USD' },
  ],
  [
    { model: 'timed', resolution: '1080p' },
    { amountMicros: 1_200_000, currency: 'CNY' },
  ],
  [
    { model: 'timed', resolution: '720p', audio: false },
    { amountMicros: 400_000, currency: 'USD' },
  ],
  [{ model: 'timed', resolution: '720p' }, null],
  [{ model: 'told' }, null],
  [{ model: 'other' }, null],
])('%o costs %o', (change, money) => {
  expect(priceOf(prices, { ...request, ...change })).toEqual(money);
});

test('stored content costs nothing', () => {
  const takes = [
    { fingerprint: 'a', priceCents: 6 },
    { fingerprint: 'b', priceCents: 30 },
    { fingerprint: 'c', priceCents: 6 },
  ];
  expect(estimateCost(takes, new Set(['b']))).toEqual({ takes: 3, reused: 1, toPay: 2, cents: 12 });
});

test('no total without all prices', () => {
  const takes = [{ fingerprint: 'a', priceCents: 6 }, { fingerprint: 'b' }];
  expect(estimateCost(takes, new Set())).not.toHaveProperty('cents');
  expect(estimateCost(takes, new Set(['b']))).toMatchObject({ cents: 6 });
});

test('mostCents includes the allowed retries', () => {
  const takes = [{ fingerprint: 'a', priceCents: 6 }];
  expect(estimateCost(takes, new Set(), 2)).toMatchObject({ cents: 6, mostCents: 18 });
  expect(estimateCost(takes, new Set())).not.toHaveProperty('mostCents');
});
