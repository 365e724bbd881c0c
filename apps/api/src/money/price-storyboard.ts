import type { Estimate, StoryboardEstimate } from '@cineflow/contracts';
import {
  defined,
  estimateCost,
  type GenerationRequest,
  type PlannedRoute,
  type PlannedStoryboard,
  type PlannedTake,
  previewShots,
  priceOf,
  toCents,
  toMicros,
} from '@cineflow/core';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';
import type { CreateRequest } from '../storyboards/read-create-request.ts';
import { rankRoutes, readUsualTimes } from './rank-routes.ts';

type Pricing = Pick<Context, 'settings' | 'money' | 'pricesOf' | 'providers'>;
type Routing = Pricing & Pick<Context, 'redis' | 'line'>;

/** Price of one create in micros of the book's currency, or why it is not known. */
export type PriceTag =
  | { micros: number }
  | { unknown: string; /** It may be known soon. */ isPassing?: true };

/** The price list of a provider in the currency of the book. */
async function readPriceTag(
  { pricesOf, money, providers }: Pricing,
  providerId: string,
): Promise<(request: GenerationRequest) => PriceTag> {
  const prices = await pricesOf(providerId);
  return (request) => {
    const price = prices && priceOf(prices, request);
    if (price === null)
      return unpriced(providerId, request.model, providers.get(providerId)?.prices !== undefined);
    // Nothing is nothing in every currency.
    const isPlain = price.amountMicros === 0 || price.currency === money.currency;
    const rate = isPlain ? 1 : money.rates[price.currency];
    if (rate !== undefined) return { micros: Math.round(price.amountMicros * rate) };
    return { unknown: noRate(providerId, price.currency, money.currency) };
  };
}

/** A provider that tells its prices may answer later; of the others only the operator can know them. */
function unpriced(providerId: string, model: string, isTold: boolean): PriceTag {
  if (isTold) return { unknown: `the provider ${providerId} has not told its prices yet`, isPassing: true };
  const how = `Write the price of model ${model} into models.yaml (docs/providers/files.md), or order without a budget`;
  return { unknown: `the provider ${providerId} does not tell its prices. ${how}` };
}

/** Amounts without a configured rate are never converted. */
function noRate(providerId: string, told: string, counted: string): string {
  return (
    `unknown-currency: the provider ${providerId} tells its prices in ${told}, and CINEFLOW_RATES does not say what one ` +
    `${told} is worth in ${counted}`
  );
}

/** The price lists of several providers. */
export async function readPriceTags(
  context: Pricing,
  takes: readonly { providerId: string }[],
): Promise<(take: { providerId: string; request: GenerationRequest }) => PriceTag> {
  const providerIds = [...new Set(takes.map(({ providerId }) => providerId))];
  const read = providerIds.map(async (id) => [id, await readPriceTag(context, id)] as const);
  const tags = new Map(await Promise.all(read));
  return ({ providerId, request }) =>
    tags.get(providerId)?.(request) ?? { unknown: `there is no provider ${providerId}` };
}

/**
 * Prices an order, puts the best route of each take first, and names the API key that pays. An unknown price is left
 * out, also one in a currency without a rate.
 * @throws ProblemError where a budget needs an unknown price: `not-ready` if it may be known soon, else `price-unknown`
 */
export async function priceStoryboard(
  context: Routing,
  { storyboard, routing: policy }: Pick<CreateRequest, 'storyboard' | 'routing'>,
  caller: Caller,
): Promise<PlannedStoryboard> {
  const all = storyboard.takes.flatMap((take) => [
    ...(take.routes ?? [take]),
    ...(take.after?.alone ? [take.after.alone] : []),
  ]);
  const priceTag = await readPriceTags(context, all);
  const limits = [storyboard.budgetMicros, context.settings.dailyBudgetCents, caller.budgetMicros];
  const isLimited = limits.some((limit) => limit !== undefined);
  const price = <Route extends PlannedRoute>(route: Route): Route => {
    const tag = priceTag(route);
    return 'micros' in tag ? { ...route, priceCents: toCents(tag.micros) } : route;
  };
  const usualTime = policy === 'fastest' ? await readUsualTimes(context, all) : () => undefined;
  const takes = storyboard.takes.map(({ after, ...planned }) => {
    const alone = after?.alone && price(after.alone);
    const take: PlannedTake = { ...planned, ...(after && { after: { ...after, ...defined({ alone }) } }) };
    return take.routes === undefined
      ? price(take)
      : rankRoutes({ ...take, routes: take.routes.map(price) }, { policy, isLimited, usualTime });
  });
  const unpriced = takes.find(({ priceCents }) => priceCents === undefined);
  const tag = unpriced && priceTag(unpriced);
  if (isLimited && tag !== undefined && 'unknown' in tag) throw withoutPrice(tag);
  return { ...storyboard, takes, ...defined({ apiKeyName: caller.name }) };
}

function withoutPrice({ unknown, isPassing }: Extract<PriceTag, { unknown: string }>): ProblemError {
  const detail = `No budget can be kept, so nothing was ordered: ${unknown}.`;
  return isPassing ? notReady(detail) : new ProblemError('price-unknown', { detail });
}

/** Cost of an order at present. */
export async function estimateStoryboard(
  { book, money }: Pick<Context, 'book' | 'money'>,
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
    currency: money.currency,
    warnings: [...warnings],
    ...previewShots(storyboard),
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
