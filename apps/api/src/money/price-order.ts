import type { StoryboardEstimate } from '@cineflow/contracts';
import { estimateCost, priceOf } from '@cineflow/core';
import type { NewStoryboard } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { notReady } from '../problems/to-problem-error.ts';

/** Currency of every amount. */
export const CURRENCY = 'USD';

/**
 * An order with the price of each take, in the name of whoever pays for it.
 * @throws ProblemError `not-ready` where there is a budget to be kept and the provider does not tell its prices
 */
export async function priceOrder(
  context: Context,
  order: NewStoryboard,
  caller: Caller,
): Promise<NewStoryboard> {
  const prices = await context.pricesOf(order.provider);
  const takes = order.takes.map((take) => {
    const cents = prices && priceOf(prices, take.order);
    return cents === null ? take : { ...take, priceCents: cents };
  });
  const limits = [order.budgetCents, context.settings.dailyBudgetCents, caller.budgetCents];
  const isLimited = limits.some((cents) => cents !== undefined);
  if (isLimited && takes.some(({ priceCents }) => priceCents === undefined)) {
    throw notReady('The provider does not tell its prices, so no budget can be kept; nothing was ordered.');
  }
  return { ...order, takes, ...(caller.name === undefined ? {} : { spender: caller.name }) };
}

/** What an order would cost now. */
export async function estimateOrder(
  { ledger }: Pick<Context, 'ledger'>,
  order: NewStoryboard,
): Promise<StoryboardEstimate> {
  const { id, name, provider, model, takes, force, warnings, retryFailed } = order;
  const stored = force
    ? new Set<string>()
    : await ledger.storedFilms(takes.map(({ fingerprint }) => fingerprint));
  return {
    dryRun: true,
    ...(name === id ? {} : { name }),
    provider,
    model,
    shots: new Set(takes.map(({ segmentIndex }) => segmentIndex)).size,
    estimate: estimateCost(takes, stored, retryFailed),
    currency: CURRENCY,
    warnings: [...warnings],
  };
}
