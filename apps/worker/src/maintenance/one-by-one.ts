import { BookError } from '@cineflow/book';

/**
 * Works through all items although one fails: its fault must not stop the others. Throws the first failure at the end;
 * at once if the book is away, which every item would wait for.
 */
export async function oneByOne<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      if (error instanceof BookError) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
