import { listedPrices, type Price } from '@cineflow/core';
import type { Questions } from '@cineflow/platform';
import type { Provider } from '@cineflow/providers';

/** Prices of one provider; null if it reports none. */
export type PriceReader = (providerId: string) => Promise<readonly Price[] | null>;

const ASK_TIMEOUT_MS = 1500;
const FRESH_MS = 300_000;
const TRY_AGAIN_MS = 10_000;
/** After a question that the budget did not allow. */
const NOT_NOW_MS = 1000;

interface Known {
  freshUntil: number;
  prices: readonly Price[] | null;
}

interface Asking {
  questions: (providerId: string) => Questions;
  /** True while Redis does not do what it is asked, and with it the budget of questions. */
  isAway: () => boolean;
}

/**
 * Remembers prices for some minutes. A provider that does not answer is not asked again at once. A question is drawn on
 * the budget of all questions. While Redis is away no worker asks anything, so the first price is read without. The
 * model table comes before what the provider tells, since it may be an override by the operator.
 */
export function createPriceReader(providers: readonly Provider[], asking: Asking): PriceReader {
  const known = new Map<string, Promise<Known>>();
  const toldBy = async (provider: Provider): Promise<readonly Price[] | null> => {
    for (;;) {
      const last = known.get(provider.id);
      const before = await last;
      if (before && performance.now() < before.freshUntil) return before.prices;
      // Of many orders at once one asks, and the others wait for its answer.
      if (known.get(provider.id) === last)
        known.set(provider.id, ask(provider, before?.prices ?? null, asking));
    }
  };
  return async (providerId) => {
    const provider = providers.find(({ id }) => id === providerId);
    if (provider === undefined) return null;
    const listed = listedPrices(provider.models);
    const told = provider.prices ? await toldBy(provider) : null;
    return listed.length === 0 ? told : [...listed, ...(told ?? [])];
  };
}

async function ask(
  provider: Provider,
  before: readonly Price[] | null,
  { questions, isAway }: Asking,
): Promise<Known> {
  const budget = questions(provider.id);
  const isAllowed = (await budget.mayAsk()) || (before === null && isAway());
  if (!isAllowed) return { freshUntil: performance.now() + NOT_NOW_MS, prices: before };
  const answer = await provider.prices?.({ timeoutMs: ASK_TIMEOUT_MS });
  if (answer?.kind === 'known') return { freshUntil: performance.now() + FRESH_MS, prices: answer.prices };
  if (answer) await budget.heed(answer);
  const pauseMs = Math.min(FRESH_MS, Math.max(TRY_AGAIN_MS, answer?.throttledMs ?? 0));
  return { freshUntil: performance.now() + pauseMs, prices: before };
}
