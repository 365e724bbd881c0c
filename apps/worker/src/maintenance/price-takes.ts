import type { TakeRecord } from '@cineflow/book';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { costBy, type CostByList, readPrices } from '../recovery/cost-by-list.ts';
import { oneByOne } from './one-by-one.ts';

/** Takes per step of the book. */
const PAGE = 100;
/** Other tasks wait for this one. */
const IN_PASSING = { patienceMs: 1000, timeoutMs: 1500 };
/** A round that leaves takes without a price is repeated after a pause that doubles up to the longest, ms. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 600_000;

/**
 * Prices takes that were ordered without a price: the provider did not answer, or a rate was missing. Without one, no
 * sum has what they cost, and a budget set later would hold them back for ever.
 */
export async function priceTakes(context: WorkerContext): Promise<void> {
  await oneByOne(context.accounts.values(), async (account) => {
    const { pricing } = account;
    if (performance.now() < pricing.nextAt) return;
    const isDone = await priceAccount(context, account);
    pricing.pauseMs = isDone ? 0 : Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pricing.pauseMs * 2));
    pricing.nextAt = performance.now() + pricing.pauseMs;
  });
}

/** True if no take is left without a price. */
async function priceAccount(context: WorkerContext, account: Account): Promise<boolean> {
  const { id: providerId } = account.provider;
  let costOf: CostByList | undefined;
  let isDone = true;
  for (let after = ''; ;) {
    const takes = await context.book.takes.unpriced({ providerId, after, limit: PAGE });
    const last = takes.at(-1);
    if (last === undefined) return isDone;
    if (costOf === undefined) {
      const prices = await readPrices(account, IN_PASSING);
      if (prices.length === 0) return false;
      costOf = costBy(context, prices);
    }
    const priced = await pricePage(context, providerId, { takes, costOf });
    isDone &&= priced === takes.length;
    after = last.takeId;
  }
}

async function pricePage(
  context: WorkerContext,
  providerId: string,
  { takes, costOf }: { takes: readonly TakeRecord[]; costOf: CostByList },
): Promise<number> {
  const prices = takes.flatMap((take) => {
    const priceMicros = costOf(take);
    return priceMicros === undefined ? [] : [{ takeId: take.takeId, priceMicros }];
  });
  if (prices.length === 0) return 0;
  const { moved } = await context.book.takes.price({ prices });
  await context.followUp(providerId, { moved });
  context.log.info({ providerId, takes: prices.length }, 'the price is known now');
  return prices.length;
}
