import type { Price } from '@cineflow/core';
import type { Provider } from '@cineflow/providers';

/** Prices of one provider; null if it reports none. */
export type PriceReader = (providerId: string) => Promise<readonly Price[] | null>;

const ASK_TIMEOUT_MS = 1500;
const FRESH_MS = 300_000;
const TRY_AGAIN_MS = 10_000;

interface Known {
  askedAt: number;
  prices: readonly Price[] | null;
}

/**
 * Remembers prices for some minutes. A provider that does not answer is not asked again at once. What its model table
 * says comes before what it tells, because somebody wrote that on purpose.
 */
export function createPriceReader(providers: readonly Provider[]): PriceReader {
  const known = new Map<string, Promise<Known>>();
  const toldBy = async (provider: Provider): Promise<readonly Price[] | null> => {
    const before = await known.get(provider.id);
    if (before && performance.now() - before.askedAt < (before.prices ? FRESH_MS : TRY_AGAIN_MS)) {
      return before.prices;
    }
    const asking = ask(provider, before?.prices ?? null);
    known.set(provider.id, asking);
    return (await asking).prices;
  };
  return async (providerId) => {
    const provider = providers.find(({ id }) => id === providerId);
    if (provider === undefined) return null;
    const listed = listedPrices(provider);
    const told = provider.prices ? await toldBy(provider) : null;
    return listed.length === 0 ? told : [...listed, ...(told ?? [])];
  };
}

function listedPrices({ models }: Provider): readonly Price[] {
  return models.flatMap(({ id, prices = [] }) => prices.map((price) => ({ ...price, model: id })));
}

async function ask(provider: Provider, before: readonly Price[] | null): Promise<Known> {
  const answer = await provider.prices?.({ timeoutMs: ASK_TIMEOUT_MS });
  return { askedAt: performance.now(), prices: answer?.kind === 'known' ? answer.prices : before };
}
