import type { LineTake } from '@cineflow/core';
import type { Context } from '../context.ts';

/** What is not told within this time is told by the workers, ms. */
const LIMIT_MS = 2_000;

/**
 * Tells Redis what the book has decided of any number of takes: of the first page at once, of the others beside the
 * answer. What is not told here is found by convergence.
 */
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
