import { readdir, rm, stat } from 'node:fs/promises';
import { makeTempDirectory } from '@cineflow/testkit';
import { describe, expect, test } from 'vitest';
import { BookError } from '../driver.ts';
import { openTestBook, type TestBook } from './test-book/open-test-book.ts';

async function withBook(check: (book: TestBook, folder: string) => Promise<void>): Promise<void> {
  await using folder = await makeTempDirectory('book');
  await using book = await openTestBook(`${folder.path}/deep/book.db`);
  await check(book, folder.path);
}

const put = (key: string) => ({ key, owner: 'me' });

describe('a call', () => {
  test('is visible to a later reader', () =>
    withBook(async (book) => {
      for (const [n, key] of ['a', 'b', 'c'].entries()) {
        await book.write('put', put(key));
        expect(await book.read('count')).toBe(n + 1);
      }
    }));

  test('uses the given time, else the clock of the machine', () =>
    withBook(async (book) => {
      expect(await book.read('moment', { at: 5 })).toEqual({ now: 5 });
      const { now } = (await book.read('moment', {})) as { now: number };
      expect(Math.abs(now - Date.now())).toBeLessThan(1000);
    }));

  test('binds whole numbers and refuses those beyond 2^53', () =>
    withBook(async (book) => {
      expect(await book.read('half')).toBe(2);
      await expect(book.read('large')).rejects.toThrow('too large');
      await expect(book.read('query', { text: 'select 9007199254740993 as n' })).rejects.toThrow('too large');
    }));

  test('may not write as a reader', () =>
    withBook(async (book) => {
      await expect(book.read('put', put('a'))).rejects.toThrow('not for reading');
      await expect(book.read('query', { text: `insert into keys values ('a', 'b')` })).rejects.toMatchObject({
        kind: 'away',
      });
    }));

  test('that fails by a bug changes nothing and throws its own error', () =>
    withBook(async (book) => {
      const calls = [
        book.write('fail', put('bad')),
        book.write('put', put('a')),
        book.write('put', put('b')),
      ];
      const [failed, ...others] = await Promise.allSettled(calls);
      expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'a bug' } });
      expect((failed as PromiseRejectedResult).reason).not.toBeInstanceOf(BookError);
      expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
      await expect(book.write('put', put('a'))).rejects.toThrow('UNIQUE');
      expect(await book.read('count')).toBe(2);
      expect(await book.driver.health()).toMatchObject({ ok: true });
    }));
});

describe('a crashed thread', () => {
  test('leaves its calls unknown and restarts', () =>
    withBook(async (book) => {
      await book.write('put', put('before'));
      const lost = [book.write('crash', put('lost')), book.write('put', put('with it'))];
      for (const one of lost) await expect(one).rejects.toMatchObject({ kind: 'unknown' });
      await book.write('put', put('after'));
      expect(await book.read('list')).toEqual([put('after'), put('before')]);
      expect(await book.driver.health()).toMatchObject({ ok: true });
    }));
});

describe('close', () => {
  test('finishes earlier calls and refuses later ones', async () => {
    await using folder = await makeTempDirectory('book');
    const path = `${folder.path}/book.db`;
    const book = await openTestBook(path);
    const asked = Array.from({ length: 200 }, (_, n) => book.write('put', put(String(n))));
    await Promise.all([book.driver.close(), ...asked]);
    await expect(book.write('put', put('late'))).rejects.toMatchObject({ kind: 'away' });
    expect(await readdir(folder.path)).toEqual(['book.db']);
    await using again = await openTestBook(path);
    expect(await again.read('count')).toBe(200);
    expect(await again.read('query', { text: 'select count(*) as n from book_writers' })).toEqual([{ n: 1 }]);
  });
});

describe('health', () => {
  test('shows place, size and free space', () =>
    withBook(async (book, folder) => {
      const health = await book.driver.health();
      expect(health).toMatchObject({
        driver: 'sqlite',
        ok: true,
        place: `${folder}/deep/book.db`,
        warnings: [],
      });
      expect(health.sizeBytes).toBeGreaterThan((await stat(health.place)).size);
      expect(health.freeBytes).toBeGreaterThan(0);
    }));

  test('reports a deleted file and stops writing', () =>
    withBook(async (book, folder) => {
      await rm(`${folder}/deep/book.db`);
      await expect(book.write('put', put('a'))).rejects.toMatchObject({ kind: 'refused' });
      expect(await book.driver.health()).toMatchObject({
        ok: false,
        reason: expect.stringContaining('removed'),
      });
    }));
});

describe('backup', () => {
  test('is complete despite concurrent writes', () =>
    withBook(async (book, folder) => {
      await book.write('put', put('a'));
      const target = `${folder}/copy.db`;
      await Promise.all([book.driver.backup(target), book.write('put', put('b'))]);
      await expect(book.driver.backup(target)).rejects.toMatchObject({ kind: 'refused' });
      await using copy = await openTestBook(target);
      expect(await copy.read('list')).toContainEqual(put('a'));
      expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    }));

  test('reports a missing folder', () =>
    withBook(async (book, folder) => {
      await expect(book.driver.backup(`${folder}/none/copy.db`)).rejects.toMatchObject({
        kind: 'away',
        message: expect.stringContaining('none/copy.db'),
      });
    }));
});
