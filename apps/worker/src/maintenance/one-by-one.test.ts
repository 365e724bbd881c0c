import { BookError } from '@cineflow/book';
import { expect, test } from 'vitest';
import { oneByOne } from './one-by-one.ts';

const run = async (errors: Record<string, Error>) => {
  const done: string[] = [];
  const work = async (item: string) => {
    const error = errors[item];
    if (error) throw error;
    done.push(item);
  };
  const failure = await oneByOne(['a', 'b', 'c'], work).catch((error: unknown) => error);
  return { done, failure };
};

test('all items are worked through, and the first failure is thrown', async () => {
  const [first, second] = [new Error('first'), new Error('second')];
  expect(await run({ a: first, b: second })).toEqual({ done: ['c'], failure: first });
  expect(await run({})).toEqual({ done: ['a', 'b', 'c'], failure: undefined });
});

test('nothing waits for a book that is away once more', async () => {
  const away = new BookError('away', 'the book is away');
  expect(await run({ b: away })).toEqual({ done: ['a'], failure: away });
});
