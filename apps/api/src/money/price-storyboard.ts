import type { Estimate, StoryboardEstimate } from '@cineflow/contracts';
import {
  defined,
  estimateCost,
  type GenerationRequest,
  type PlannedStoryboard,
  priceOf,
  toCents,
  toMicros,
} from '@cineflow/core';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import type { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';

type Pricing = Pick<Context, 'settings' | 'pricesOf'>;

/** Price of one create in micros of the book's currency; null if unknown. */
export type PriceTag = (request: GenerationRequest) => number | null;

/** Price list of a provider in the book's currency. The tag throws `not-ready` for a currency without a rate. */
async function readPriceTag(context: Pricing, providerId: string): Promise<PriceTag> {
  const prices = await context.pricesOf(providerId);
  return (request) => {
    const price = prices && priceOf(prices, request);
    return price === null ? null : Math.round(price.amountMicros * rateOf(context, price.currency));
  };
}

/** The price lists of several providers. */
export async function readPriceTags(
  context: Pricing,
  takes: readonly { providerId: string }[],
): Promise<(take: { providerId: string; request: GenerationRequest }) => number | null> {
  const providerIds = [...new Set(takes.map(({ providerId }) => providerId))];
  const read = providerIds.map(async (id) => [id, await readPriceTag(context, id)] as const);
  const tags = new Map(await Promise.all(read));
  return ({ providerId, request }) => tags.get(providerId)?.(request) ?? null;
}

/**
 * Adds the price of each take and the paying API key to an order.
 * @throws ProblemError `not-ready` if a budget applies and a price is unknown or in a currency without a rate
 */
export async function priceStoryboard(
  context: Pricing,
  storyboard: PlannedStoryboard,
  caller: Caller,
): Promise<PlannedStoryboard> {
  const priceTag = await readPriceTags(context, storyboard.takes);
  const takes = storyboard.takes.map((take) => {
    const micros = priceTag(take);
    return micros === null ? take : { ...take, priceCents: toCents(micros) };
  });
  const limits = [storyboard.budgetMicros, context.settings.dailyBudgetCents, caller.budgetMicros];
  const isLimited = limits.some((limit) => limit !== undefined);
  const unpriced = takes.find(({ priceCents }) => priceCents === undefined);
  if (isLimited && unpriced) {
    throw notReady(
      `The provider ${unpriced.providerId} does not tell its prices, so no budget can be kept; nothing was ordered.`,
    );
  }
  return { ...storyboard, takes, ...defined({ apiKeyName: caller.name }) };
}

/** Cost of an order at present. */
export async function estimateStoryboard(
  { book, settings }: Pick<Context, 'book' | 'settings'>,
  storyboard: PlannedStoryboard,
): Promise<StoryboardEstimate> {
  const { id, name, providerId, model, takes, force, warnings, retryFailed } = storyboard;
  const fingerprints = [...new Set(takes.map(({ fingerprint }) => fingerprint))];
  const stored = force ? [] : await book.contents.stored({ fingerprints });
  return {
    dryRun: true,
    ...(name === id ? {} : { name }),
    providerId,
    model,
    shots: new Set(takes.map(({ segmentIndex }) => segmentIndex)).size,
    estimate: rounded(estimateCost(takes, new Set(stored), retryFailed)),
    currency: settings.book.currency,
    warnings: [...warnings],
  };
}

/** Rounds sums to the micro, the unit of the book. */
function rounded({ cents, mostCents, ...counts }: Estimate): Estimate {
  return {
    ...counts,
    ...(cents === undefined ? {} : { cents: toCents(toMicros(cents)) }),
    ...(mostCents === undefined ? {} : { mostCents: toCents(toMicros(mostCents)) }),
  };
}

/** Exchange rate of a currency to that of the book. */
function rateOf({ settings }: Pick<Context, 'settings'>, told: string): number {
  const { currency, rates } = settings.book;
  if (told === currency) return 1;
  const rate = rates[told];
  if (rate === undefined) throw unknownCurrency(told, currency);
  return rate;
}

function unknownCurrency(told: string, currency: string): ProblemError {
  return notReady(
    `unknown-currency: the provider tells its prices in ${told}, and CINEFLOW_RATES does not say what one ${told} is ` +
      `worth in ${currency}; nothing was ordered.`,
  );
}
