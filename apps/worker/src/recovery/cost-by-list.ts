import { priceOf, type GenerationRequest } from '@cineflow/core';
import { COMMAND_PATIENCE_MS } from '@cineflow/platform';
import type { WorkerContext } from '../context.ts';
import type { Account } from '../accounts.ts';
import { microsOf } from '../submit/cost-of.ts';

const TIMEOUT_MS = 15_000;

/** Cost of a create in micros; undefined if the order had a price or the provider has none. */
export type CostByList = (take: {
  request: GenerationRequest;
  priceMicros?: number | undefined;
}) => number | undefined;

/** Costs by the current price list, for operations whose reported cost was lost with the book. */
export async function readCostByList(
  context: WorkerContext,
  { provider, questions }: Pick<Account, 'provider' | 'questions'>,
): Promise<CostByList> {
  const answer = (await questions.mayAsk(COMMAND_PATIENCE_MS))
    ? await provider.prices?.({ timeoutMs: TIMEOUT_MS })
    : undefined;
  const prices = answer?.kind === 'known' ? answer.prices : [];
  return ({ request, priceMicros }) =>
    priceMicros === undefined ? microsOf(context, priceOf(prices, request) ?? undefined) : undefined;
}
