import { createBook } from '../src/create-book.ts';
import type { Harness } from './harness.ts';
import { openMemory } from './memory-driver.ts';

/** A new book in memory, with an id, as the drivers' openers leave it. */
export async function openMemoryHarness(options: Parameters<typeof openMemory>[0] = {}): Promise<Harness> {
  const { driver, sql } = await openMemory(options);
  await driver.write('identity.ensure', { bookId: 'a book' });
  return {
    book: createBook(driver),
    driver,
    hasClock: true,
    sql: async (text, ...values) => sql(text, ...values),
  };
}
