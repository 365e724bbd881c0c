import type { Estimate } from '@cineflow/contracts';
import type { GenerationRequest } from './model.ts';

/** What one create of a model costs; a provider that tells prices tells one per kind of order. */
export interface Price {
  /** Absent: any model. */
  model?: string;
  isPro: boolean;
  cents: number;
}

/** Price of one create of this order, in cents; null where the provider did not tell it. */
export function priceOf(
  prices: readonly Price[],
  request: Pick<GenerationRequest, 'model' | 'isPro'>,
): number | null {
  const price = prices.find(
    ({ model, isPro }) => isPro === request.isPro && (model === undefined || model === request.model),
  );
  return price?.cents ?? null;
}

/** Sums up what takes would cost: those whose clip is stored cost nothing. Failed renders may be paid again. */
export function estimateCost(
  takes: readonly { fingerprint: string; priceCents?: number }[],
  stored: ReadonlySet<string>,
  retryFailed = 0,
): Estimate {
  const bought = takes.filter(({ fingerprint }) => !stored.has(fingerprint));
  const isKnown = bought.every(({ priceCents }) => priceCents !== undefined);
  const cents = bought.reduce((sum, { priceCents = 0 }) => sum + priceCents, 0);
  return {
    takes: takes.length,
    reused: takes.length - bought.length,
    toPay: bought.length,
    ...(isKnown ? { cents } : {}),
    ...(isKnown && retryFailed > 0 ? { mostCents: cents * (1 + retryFailed) } : {}),
  };
}
