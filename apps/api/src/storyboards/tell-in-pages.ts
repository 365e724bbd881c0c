import type { LineTake } from '@cineflow/core';
import type { Context } from '../context.ts';

/** Time limit of updating Redis, ms; workers do the rest. */
const LIMIT_MS = 2_000;

/** Puts changed takes into Redis: the first page at once, the others after the answer. Convergence covers failures. */
export async function tellInPages(
  { followUp, background, redis }: Pick<Context, 'followUp' | 'background' | 'redis'>,
  providerId: string,
  pages: AsyncIterable<LineTake[]> | Iterable<LineTake[]>,
): Promise<void> {
  const rest = iterate(pages);
  const first = await rest.next();
  if (first.done) return;
  await followUp(providerId, { moved: first.value });
  background.run(async () => {
    const until = performance.now() + LIMIT_MS;
    for await (const moved of rest) {
      if (redis.isAway() || performance.now() > until) return;
      await followUp(providerId, { moved });
    }
  });
}

async function* iterate<Item>(items: AsyncIterable<Item> | Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}
