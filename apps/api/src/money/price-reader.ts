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

/** Caches prices for some minutes, failures too. */
export function createPriceReader(providers: readonly Provider[]): PriceReader {
  const known = new Map<string, Promise<Known>>();
  return async (providerId) => {
    const provider = providers.find(({ id }) => id === providerId);
    if (!provider?.prices) return listedPrices(provider);
    const before = await known.get(providerId);
    if (before && performance.now() - before.askedAt < (before.prices ? FRESH_MS : TRY_AGAIN_MS)) {
      return before.prices;
    }
    const asking = ask(provider, before?.prices ?? null);
    known.set(providerId, asking);
    return (await asking).prices;
  };
}

/** Prices of the model table, for a provider that reports none. */
function listedPrices(provider: Provider | undefined): readonly Price[] | null {
  const listed = provider?.models.flatMap(({ id, prices = [] }) =>
    prices.map((price) => ({ ...price, model: id })),
  );
  return listed === undefined || listed.length === 0 ? null : listed;
}

async function ask(provider: Provider, before: readonly Price[] | null): Promise<Known> {
  const answer = await provider.prices?.({ timeoutMs: ASK_TIMEOUT_MS });
  return { askedAt: performance.now(), prices: answer?.kind === 'known' ? answer.prices : before };
}
