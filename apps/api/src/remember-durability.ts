import { readDurability, type Durability } from '@cineflow/ledger';

type Client = Parameters<typeof readDurability>[0];

const REMEMBER_MS = 30_000;

/** Asks Redis what it promises, and remembers the answer for a while. */
export function rememberDurability(redis: Client): () => Promise<Durability> {
  let known: { at: number; durability: Durability } | undefined;
  return async () => {
    if (known && performance.now() - known.at < REMEMBER_MS) return known.durability;
    const durability = await readDurability(redis);
    known = { at: performance.now(), durability };
    return durability;
  };
}
