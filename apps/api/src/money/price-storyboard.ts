import type { Estimate, StoryboardEstimate } from '@cineflow/contracts';
import {
  estimateCost,
  priceOf,
  toCents,
  toMicros,
  type GenerationRequest,
  type PlannedStoryboard,
} from '@cineflow/core';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import type { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';

type Pricing = Pick<Context, 'settings' | 'providers' | 'pricesOf'>;

/** Price of one create, micros of the book's currency; null where the provider does not tell it. */
export type PriceTag = (request: Pick<GenerationRequest, 'model' | 'isPro'>) => number | null;

/**
 * The price list of a provider in the currency of the book.
 * @throws ProblemError `not-ready` for a currency without a rate
 */
export async function readPriceTag(context: Pricing, providerId: string): Promise<PriceTag> {
  const rate = rateOf(context, providerId);
  const prices = await context.pricesOf(providerId);
  return (request) => {
    const cents = prices && priceOf(prices, request);
    return cents === null ? null : toMicros(cents * rate);
  };
}

/**
 * An order with the price of each take, in the name of the API key that pays for it.
 * @throws ProblemError `not-ready` where there is a budget to be kept and the provider does not tell its prices, or tells
 * them in a currency without a rate
 */
export async function priceStoryboard(
  context: Pricing,
  storyboard: PlannedStoryboard,
  caller: Caller,
): Promise<PlannedStoryboard> {
  const priceTag = await readPriceTag(context, storyboard.providerId);
  const takes = storyboard.takes.map((take) => {
    const micros = priceTag(take.request);
    return micros === null ? take : { ...take, priceCents: toCents(micros) };
  });
  const limits = [storyboard.budgetMicros, context.settings.dailyBudgetCents, caller.budgetMicros];
  const isLimited = limits.some((limit) => limit !== undefined);
  if (isLimited && takes.some(({ priceCents }) => priceCents === undefined)) {
    throw notReady('The provider does not tell its prices, so no budget can be kept; nothing was ordered.');
  }
  return { ...storyboard, takes, ...(caller.name === undefined ? {} : { apiKeyName: caller.name }) };
}

/** What an order would cost now. */
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

/** Sums of broken cents, to the micro the book counts in. */
function rounded({ cents, mostCents, ...counts }: Estimate): Estimate {
  return {
    ...counts,
    ...(cents === undefined ? {} : { cents: toCents(toMicros(cents)) }),
    ...(mostCents === undefined ? {} : { mostCents: toCents(toMicros(mostCents)) }),
  };
}

/** What one unit of a provider's currency is worth in that of the book. */
function rateOf({ settings, providers }: Pricing, providerId: string): number {
  const { currency, rates } = settings.book;
  const told = providers.get(providerId)?.currency ?? currency;
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
