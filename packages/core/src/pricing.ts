import type { Estimate } from '@cineflow/contracts';
import { modeOf, type GenerationRequest, type Mode } from './generation.ts';

/** An amount in 1/1,000,000 of a currency (ISO 4217). */
export interface Money {
  amountMicros: number;
  currency: string;
}

/** Price of a create for every request that matches the other fields; an absent field matches all. */
export interface Price extends Money {
  /** Per create, per second of the clip, or per token (unknown beforehand). */
  unit: 'call' | 'second' | 'token';
  model?: string;
  mode?: Mode;
  resolution?: string;
  audio?: boolean;
}

/** Prices in the rows of a model table. */
export function listedPrices(models: readonly { id: string; prices?: readonly Price[] }[]): Price[] {
  return models.flatMap(({ id, prices = [] }) => prices.map((price) => ({ ...price, model: id })));
}

/** Price of one create: the first matching row; null without a match or if it cannot be known beforehand. */
export function priceOf(prices: readonly Price[], request: GenerationRequest): Money | null {
  const mode = modeOf(request.inputs);
  const asked = { model: request.model, mode, resolution: request.resolution, audio: request.audio };
  const price = prices.find((row) =>
    (Object.keys(asked) as (keyof typeof asked)[]).every(
      (key) => row[key] === undefined || row[key] === asked[key],
    ),
  );
  if (price === undefined || price.unit === 'token') return null;
  const count = price.unit === 'second' ? request.durationSeconds : 1;
  return { amountMicros: price.amountMicros * count, currency: price.currency };
}

/** Estimates the cost of takes. Stored content is free; failed renders may be paid again. */
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
