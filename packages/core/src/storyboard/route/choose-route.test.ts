import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseRoute, type Candidate, type Comparison, type RoutePolicy } from './choose-route.ts';

const USD: Comparison = { currency: 'USD', rates: {} };
const WITH_RATE: Comparison = { currency: 'USD', rates: { CNY: 0.14 } };

function priced(providerId: string, amount: number, currency = 'USD'): Candidate {
  return { providerId, model: 'm', price: { amountMicros: amount * 1_000_000, currency } };
}

function timed(providerId: string, p50Ms: number): Candidate {
  return { providerId, model: 'm', p50Ms };
}

const UNKNOWN: Candidate = { providerId: 'unknown', model: 'm' };
const UNABLE: Candidate = { ...priced('unable', 0.001), p50Ms: 1, refused: 'model m takes no picture' };

describe('chooseRoute', () => {
  test.each<[string, RoutePolicy, Candidate[], Comparison, string[]]>([
    ['as named', 'order', [priced('a', 9), priced('b', 1)], USD, ['a', 'b']],
    ['only those that can', 'order', [UNABLE, priced('a', 9)], USD, ['a']],
    ['by price', 'cheapest', [priced('a', 9), priced('b', 1)], USD, ['b', 'a']],
    ['unknown price last', 'cheapest', [UNKNOWN, priced('a', 9)], USD, ['a', 'unknown']],
    ['equal prices as named', 'cheapest', [priced('a', 1), priced('b', 1)], USD, ['a', 'b']],
    ['all unknown as named', 'cheapest', [UNKNOWN, timed('a', 1)], USD, ['unknown', 'a']],
    ['no rate last', 'cheapest', [priced('a', 1, 'CNY'), priced('b', 9)], USD, ['b', 'a']],
    ['by rate', 'cheapest', [priced('a', 1, 'CNY'), priced('b', 9)], WITH_RATE, ['a', 'b']],
    ['one foreign currency', 'cheapest', [priced('a', 2, 'CNY'), priced('b', 1, 'CNY')], USD, ['b', 'a']],
    [
      'currencies of those that cannot do not count',
      'cheapest',
      [UNABLE, priced('a', 2, 'CNY'), priced('b', 1, 'CNY')],
      USD,
      ['b', 'a'],
    ],
    ['by median', 'fastest', [timed('a', 90_000), timed('b', 60_000)], USD, ['b', 'a']],
    ['unknown median last', 'fastest', [UNKNOWN, timed('a', 90_000)], USD, ['a', 'unknown']],
  ])('ranks %s', (...[, policy, candidates, comparison, ranked]) => {
    const route = chooseRoute(policy, candidates, comparison);
    expect(route.ok && route.ranked.map(({ providerId }) => providerId)).toEqual(ranked);
  });

  test.each<[RoutePolicy, Candidate[], string]>([
    ['order', [UNKNOWN], 'chosen as first of unknown m'],
    [
      'cheapest',
      [UNKNOWN, priced('a', 0.1), UNABLE],
      'chosen as cheapest of a m (USD 0.1), unknown m (price not known); unable m: model m takes no picture',
    ],
    [
      'fastest',
      [UNKNOWN, timed('a', 61_200)],
      'chosen as fastest of a m (61 s), unknown m (no render known)',
    ],
    ['order', [UNABLE], 'unable m: model m takes no picture'],
    ['order', [], 'no candidate is named'],
  ])('tells its choice by %s', (policy, candidates, detail) => {
    expect(chooseRoute(policy, candidates, USD).detail).toBe(detail);
  });

  const candidates = fc.uniqueArray(
    fc.record(
      {
        providerId: fc.string({ minLength: 1, maxLength: 3 }),
        model: fc.constant('m'),
        refused: fc.constant('it cannot'),
        price: fc.record({
          amountMicros: fc.nat(5),
          currency: fc.constantFrom('USD', 'CNY', 'EUR'),
        }),
        p50Ms: fc.nat(5),
      },
      { requiredKeys: ['providerId', 'model'] },
    ),
    { selector: ({ providerId }) => providerId, maxLength: 8 },
  );
  const policies = fc.constantFrom<RoutePolicy[]>('order', 'cheapest', 'fastest');

  test('ranks exactly those that can, each once', () => {
    fc.assert(
      fc.property(policies, candidates, (policy, all) => {
        const able = all.filter(({ refused }) => refused === undefined);
        const route = chooseRoute(policy, all, WITH_RATE);
        expect(route.ok).toBe(able.length > 0);
        expect(new Set(route.ok ? route.ranked : [])).toEqual(new Set(able));
        expect(route.ok ? route.ranked.length : 0).toBe(able.length);
      }),
    );
  });

  test('names every candidate', () => {
    fc.assert(
      fc.property(policies, candidates, (policy, all) => {
        const { detail } = chooseRoute(policy, all, WITH_RATE);
        expect(all.filter(({ providerId }) => !detail.includes(`${providerId} m`))).toEqual([]);
      }),
    );
  });

  test('puts nothing dearer or slower before a known better one', () => {
    fc.assert(
      fc.property(policies, candidates, (policy, all) => {
        const inUsd = all.map(({ price, ...one }) =>
          price === undefined ? one : { ...one, price: { ...price, currency: 'USD' } },
        );
        const route = chooseRoute(policy, inUsd, USD);
        const told = route.ok ? route.ranked.map((one) => knownOf(policy, one)) : [];
        expect(told).toEqual(told.toSorted((a, b) => a - b));
      }),
    );
  });
});

function knownOf(policy: RoutePolicy, { price, p50Ms }: Candidate): number {
  if (policy === 'order') return 0;
  return (policy === 'cheapest' ? price?.amountMicros : p50Ms) ?? Number.MAX_SAFE_INTEGER;
}
