import { listedPrices, priceOf, type GenerationRequest, type Price } from '@cineflow/core';
import { COMMAND_PATIENCE_MS } from '@cineflow/platform';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { microsOf } from '../submit/cost-of.ts';

/** Cost of a create in micros; undefined if the order had a price or the provider has none. */
export type CostByList = (take: {
  request: GenerationRequest;
  priceMicros?: number | undefined;
}) => number | undefined;

/** How long a question is waited for, and its answer, ms. */
const AS_COMMAND = { patienceMs: COMMAND_PATIENCE_MS, timeoutMs: 15_000 };

/** Costs by the current price list, for operations whose reported cost was lost with the book. */
export async function readCostByList(
  context: Pick<WorkerContext, 'money'>,
  account: Pick<Account, 'provider' | 'questions'>,
): Promise<CostByList> {
  return costBy(context, await readPrices(account, AS_COMMAND));
}

/** Costs by a price list. */
export function costBy(context: Pick<WorkerContext, 'money'>, prices: readonly Price[]): CostByList {
  return ({ request, priceMicros }) =>
    priceMicros === undefined ? microsOf(context, priceOf(prices, request) ?? undefined) : undefined;
}

/** The current prices of an account. Rows of the model table come first: they may be an operator's. */
export async function readPrices(
  { provider, questions }: Pick<Account, 'provider' | 'questions'>,
  { patienceMs, timeoutMs }: { patienceMs: number; timeoutMs: number },
): Promise<readonly Price[]> {
  const listed = listedPrices(provider.models);
  if (!provider.prices || !(await questions.mayAsk(patienceMs))) return listed;
  const answer = await provider.prices({ timeoutMs });
  if (answer.kind === 'known') return [...listed, ...answer.prices];
  await questions.heed(answer);
  return listed;
}
