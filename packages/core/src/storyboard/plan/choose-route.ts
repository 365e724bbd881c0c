import type { RoutePolicy } from '@cineflow/contracts';
import type { PlannedRoute } from '../../model.ts';

/** A candidate with what the policies compare. */
export interface RankedRoute extends PlannedRoute {
  /** Median of recent renders of this kind, ms; absent: none known. */
  p50Ms?: number;
}

/**
 * Ranks the routes of a take, the best first, with a sentence on why. What is not known ranks last; equals keep their
 * order.
 */
export function chooseRoute<Route extends RankedRoute>(
  policy: RoutePolicy,
  routes: readonly Route[],
): { ranked: Route[]; chosen: string } {
  const ranked = routes.toSorted((a, b) => compare(weightOf(policy, a), weightOf(policy, b)));
  const among = ranked.map((route) => `${route.providerId} ${route.request.model}${noteOf(policy, route)}`);
  return { ranked, chosen: `${AS[policy]} of ${among.join(', ')}` };
}

const AS: Readonly<Record<RoutePolicy, string>> = {
  order: 'first',
  cheapest: 'cheapest',
  fastest: 'fastest',
};

function weightOf(policy: RoutePolicy, { priceCents, p50Ms }: RankedRoute): number {
  if (policy === 'order') return 0;
  return (policy === 'cheapest' ? priceCents : p50Ms) ?? Infinity;
}

/** Infinity minus itself is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function noteOf(policy: RoutePolicy, { priceCents, p50Ms }: RankedRoute): string {
  if (policy === 'order') return '';
  if (policy === 'cheapest')
    return priceCents === undefined ? ' (price not known)' : ` (${priceCents} cents)`;
  return p50Ms === undefined ? ' (no render known)' : ` (${Math.round(p50Ms / 1000)} s)`;
}
