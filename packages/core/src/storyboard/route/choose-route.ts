import type { Money } from '../../pricing.ts';

/** How candidates are ranked; `order`: as they were named. */
export type RoutePolicy = 'order' | 'cheapest' | 'fastest';

/** A provider account and model that may make a shot. */
export interface Candidate {
  providerId: string;
  model: string;
  /** Why it cannot make the shot, and what could be used instead; absent if it can. */
  refused?: string;
  /** Price of one create; absent: not known. */
  price?: Money;
  /** Median of recent renders of this kind; absent: none known. */
  p50Ms?: number;
}

/** What amounts are compared in: one unit of another currency is worth `rates[currency]`. */
export interface Comparison {
  currency: string;
  rates: Readonly<Record<string, number>>;
}

/** Candidates that can make a shot, the chosen one first; or none, with the reason of each in `detail`. */
export type Route =
  | { ok: true; ranked: readonly [Candidate, ...Candidate[]]; detail: string }
  | { ok: false; detail: string };

/**
 * Ranks those candidates that can make a shot. What is not known ranks last; equals keep their order. Amounts without a
 * rate are never converted.
 */
export function chooseRoute(
  policy: RoutePolicy,
  candidates: readonly Candidate[],
  comparison: Comparison,
): Route {
  const refused = candidates.filter((one) => one.refused !== undefined);
  const reasons = refused.map((one) => `${nameOf(one)}: ${one.refused}`);
  const weigh = weightOf(policy, candidates, comparison);
  const [first, ...rest] = candidates
    .filter((one) => one.refused === undefined)
    .map((candidate) => ({ candidate, weight: weigh(candidate) ?? Infinity }))
    .toSorted((a, b) => (a.weight === b.weight ? 0 : a.weight - b.weight))
    .map(({ candidate }) => candidate);
  if (first === undefined) {
    return { ok: false, detail: reasons.length === 0 ? 'no candidate is named' : reasons.join('; ') };
  }
  const among = [first, ...rest].map((one) => nameOf(one) + noteOf(policy, one));
  const chosen = `chosen ${AS[policy]} of ${among.join(', ')}`;
  return { ok: true, ranked: [first, ...rest], detail: [chosen, ...reasons].join('; ') };
}

const AS: Readonly<Record<RoutePolicy, string>> = {
  order: 'as first',
  cheapest: 'as cheapest',
  fastest: 'as fastest',
};

/** What the policy compares; null: not known, or not comparable. */
function weightOf(
  policy: RoutePolicy,
  candidates: readonly Candidate[],
  { currency, rates }: Comparison,
): (candidate: Candidate) => number | null {
  if (policy === 'order') return () => 0;
  if (policy === 'fastest') return ({ p50Ms }) => p50Ms ?? null;
  const able = candidates.filter((one) => one.refused === undefined);
  const [only = currency, ...others] = new Set(able.flatMap(({ price }) => price?.currency ?? []));
  // Amounts of a single currency need no rate.
  const unit = others.length === 0 ? only : currency;
  return ({ price }) => {
    if (price === undefined) return null;
    const rate = price.currency === unit ? 1 : rates[price.currency];
    return rate === undefined ? null : price.amountMicros * rate;
  };
}

function nameOf({ providerId, model }: Candidate): string {
  return `${providerId} ${model}`;
}

function noteOf(policy: RoutePolicy, { price, p50Ms }: Candidate): string {
  if (policy === 'order') return '';
  if (policy === 'fastest') {
    return p50Ms === undefined ? ' (no render known)' : ` (${Math.round(p50Ms / 1000)} s)`;
  }
  return price === undefined
    ? ' (price not known)'
    : ` (${price.currency} ${price.amountMicros / 1_000_000})`;
}
