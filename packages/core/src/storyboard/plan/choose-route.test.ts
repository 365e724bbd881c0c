import { describe, expect, test } from 'vitest';
import { chooseRoute, type RankedRoute } from './choose-route.ts';

function route(providerId: string, facts: Pick<RankedRoute, 'priceCents' | 'p50Ms'> = {}): RankedRoute {
  const request = { model: 'm', prompt: 'a', inputs: [], durationSeconds: 5, aspectRatio: '16:9' };
  return { providerId, request, fingerprint: providerId, ...facts };
}

const idsOf = (routes: readonly RankedRoute[]) => routes.map(({ providerId }) => providerId);

describe('a route', () => {
  test('of the policy order is the first that is named', () => {
    const { ranked, chosen } = chooseRoute('order', [route('b', { priceCents: 9 }), route('a')]);
    expect(idsOf(ranked)).toEqual(['b', 'a']);
    expect(chosen).toBe('first of b m, a m');
  });

  test('of the policy cheapest has the lowest price, a price not known last', () => {
    const routes = [route('none'), route('b', { priceCents: 12 }), route('free', { priceCents: 0 })];
    const { ranked, chosen } = chooseRoute('cheapest', routes);
    expect(idsOf(ranked)).toEqual(['free', 'b', 'none']);
    expect(chosen).toBe('cheapest of free m (0 cents), b m (12 cents), none m (price not known)');
  });

  test('of the policy fastest has the shortest usual render, without one last', () => {
    const routes = [route('none'), route('slow', { p50Ms: 90_000 }), route('quick', { p50Ms: 61_400 })];
    const { ranked, chosen } = chooseRoute('fastest', routes);
    expect(idsOf(ranked)).toEqual(['quick', 'slow', 'none']);
    expect(chosen).toBe('fastest of quick m (61 s), slow m (90 s), none m (no render known)');
  });

  test.each(['order', 'cheapest', 'fastest'] as const)(
    'of equals is the first that is named: %s',
    (policy) => {
      expect(idsOf(chooseRoute(policy, [route('b'), route('a'), route('c')]).ranked)).toEqual([
        'b',
        'a',
        'c',
      ]);
    },
  );
});
