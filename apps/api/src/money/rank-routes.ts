import type { RoutePolicy } from '@cineflow/contracts';
import {
  chooseRoute,
  defined,
  renderKind,
  renderTimes,
  type PlannedRoute,
  type PlannedTake,
} from '@cineflow/core';
import type { Context } from '../context.ts';

/** Median render time of requests like this one at its provider, ms; undefined if none is known. */
export type UsualTime = (route: PlannedRoute) => number | undefined;

/** Facts and rules of a ranking. */
export interface Ranking {
  policy: RoutePolicy;
  /** Whether a budget has to be kept: a route without a price is then none. */
  isLimited: boolean;
  usualTime: UsualTime;
}

/** Binds a priced take to its best route; takes without a choice stay as they are. */
export function rankRoutes(take: PlannedTake, { policy, isLimited, usualTime }: Ranking): PlannedTake {
  if (take.routes === undefined) return take;
  const priced = take.routes.filter(({ priceCents }) => priceCents !== undefined);
  const able = isLimited && priced.length > 0 ? priced : take.routes;
  const { ranked, chosen } = chooseRoute(
    policy,
    able.map((route) => ({ ...route, ...defined({ p50Ms: usualTime(route) }) })),
  );
  const routes = ranked.map(({ p50Ms: _p50Ms, ...route }) => route);
  const [best = take] = routes;
  const { providerId, request, fingerprint, priceCents } = best;
  const { segmentIndex, takeNumber } = take;
  const left = take.routes.filter((route) => !able.includes(route)).map((route) => route.providerId);
  const note = left.length === 0 ? '' : `; without ${left.join(', ')}: the price is not known`;
  return {
    segmentIndex,
    takeNumber,
    providerId,
    request,
    fingerprint,
    ...defined({ priceCents, after: take.after }),
    routes,
    chosen: chosen + note,
  };
}

/** Usual render times of all kinds of renders among the routes; none are known while Redis is away. */
export async function readUsualTimes(
  { redis, line }: Pick<Context, 'redis' | 'line'>,
  routes: readonly PlannedRoute[],
): Promise<UsualTime> {
  const kindOf = ({ providerId, request }: PlannedRoute) =>
    JSON.stringify([providerId, renderKind(request.model, request)]);
  const known = new Map<string, number | undefined>();
  for (const route of new Map(routes.map((one) => [kindOf(one), one])).values()) {
    const kind = renderKind(route.request.model, route.request);
    const durations = await redis.ask(() => line(route.providerId).renderDurations(kind));
    known.set(kindOf(route), renderTimes(durations ?? [])?.p50);
  }
  return (route) => known.get(kindOf(route));
}
