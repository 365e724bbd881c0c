import { execFile } from 'node:child_process';
import { open, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { makeTempDirectory, mountSmallDisk } from '@cineflow/testkit';
import { describe, expect, test } from 'vitest';
import { openTestBook } from './test-book/open-test-book.ts';

const run = promisify(execFile);
const DISK_FULL = { kind: 'away', message: expect.stringContaining('its disk is full') };
const put = (key: string, size = 1) => ({ key, owner: 'x'.repeat(size) });

/** Changes the file as another program would. */
function change(path: string, text: string): void {
  const db = new DatabaseSync(path);
  db.exec(text);
  db.close();
}

async function makeBook(path: string): Promise<void> {
  await using book = await openTestBook(path);
  for (let n = 0; n < 200; n += 1) await book.write('put', put(`key ${n}`, 200));
}

describe('refuses to open', () => {
  test('a file that is not a database', async () => {
    await using folder = await makeTempDirectory('book');
    const path = `${folder.path}/book.db`;
    await writeFile(path, 'hello '.repeat(1000));
    await expect(openTestBook(path)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('not a SQLite'),
    });
  });

  test('a foreign database', async () => {
    await using folder = await makeTempDirectory('book');
    const path = `${folder.path}/book.db`;
    change(path, 'create table songs (name text)');
    await expect(openTestBook(path)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('something else'),
    });
  });

  test('a damaged file', async () => {
    await using folder = await makeTempDirectory('book');
    const path = `${folder.path}/book.db`;
    await makeBook(path);
    const file = await open(path, 'r+');
    for (let page = 3; page < 10; page += 1) await file.write('z'.repeat(2000), page * 4096 + 8);
    await file.close();
    await expect(openTestBook(path)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('damaged'),
    });
  });

  test('an incompatible newer schema, but not a compatible one', async () => {
    await using folder = await makeTempDirectory('book');
    const path = `${folder.path}/book.db`;
    await makeBook(path);
    change(path, 'update book_schema set version = 3, oldest_reader = 1');
    await (await openTestBook(path)).driver.close();
    change(path, 'update book_schema set oldest_reader = 2');
    await expect(openTestBook(path)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('newer version'),
    });
  });

  test('a network file system', async () => {
    await using folder = await makeTempDirectory('book');
    const mounts = `/dev/sda / ext4 rw 0 0\nserver:/clips ${folder.path} nfs4 rw 0 0\n`;
    await expect(openTestBook(`${folder.path}/book.db`, { mounts })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('nfs4'),
    });
  });

  test('a book in use by another machine until that is silent', async () => {
    await using folder = await makeTempDirectory('book');
    const path = `${folder.path}/book.db`;
    await makeBook(path);
    change(path, `insert into book_writers values ('x', 'worker-9', 7, 'far', 'other boot', ${Date.now()})`);
    await expect(openTestBook(path)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('worker-9'),
    });
    change(path, `update book_writers set seen_at = ${Date.now() - 31_000}`);
    await (await openTestBook(path)).driver.close();
  });
});

test('a process stops when its schema is too old', async () => {
  await using folder = await makeTempDirectory('book');
  const path = `${folder.path}/book.db`;
  await using book = await openTestBook(path);
  await book.write('put', put('a'));
  change(path, 'update book_schema set version = 3, oldest_reader = 2');
  await expect(book.write('put', put('b'))).rejects.toMatchObject({ kind: 'refused' });
  await expect(book.read('count')).rejects.toMatchObject({ kind: 'refused' });
});

describe('a full disk is away', () => {
  test('for a call without a free page', async () => {
    await using folder = await makeTempDirectory('book');
    await using book = await openTestBook(`${folder.path}/book.db`);
    await book.write('sql', { text: 'pragma max_page_count = 20' });
    const calls = [book.write('put', put('large', 200_000)), book.write('put', put('small'))];
    expect(await Promise.allSettled(calls)).toMatchObject([{ reason: DISK_FULL }, { status: 'fulfilled' }]);
    expect(await book.read('list')).toEqual([put('small')]);
  });

  test('at the commit, and recovers with free space', async (context) => {
    await using folder = await makeTempDirectory('book');
    await using disk = await mountSmallDisk(`${folder.path}/disk`, 2 * 1024 * 1024);
    if (disk === null) return context.skip();
    const mounts = `tmpfs ${folder.path}/disk tmpfs rw 0 0`;
    await using book = await openTestBook(`${folder.path}/disk/book.db`, { mounts });
    expect((await book.driver.health()).warnings).toEqual([
      expect.stringContaining('in memory'),
      expect.stringMatching(/has \d MB left/),
    ]);
    await book.write('put', put('first'));
    await expect(book.write('put', put('large', 3_000_000))).rejects.toMatchObject(DISK_FULL);
    expect(await book.driver.health()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('disk is full'),
    });
    await run('mount', ['-o', 'remount,size=20m', `${folder.path}/disk`]);
    await book.write('put', put('large', 3_000_000));
    expect(await book.read('count')).toBe(2);
    expect(await book.driver.health()).toMatchObject({ ok: true });
  });
});

test('a read-only file is away', async (context) => {
  await using folder = await makeTempDirectory('book');
  await using disk = await mountSmallDisk(`${folder.path}/disk`, 8 * 1024 * 1024);
  if (disk === null) return context.skip();
  const path = `${folder.path}/disk/book.db`;
  await makeBook(path);
  await run('mount', ['-o', 'remount,ro', `${folder.path}/disk`]);
  await expect(openTestBook(path)).rejects.toMatchObject({
    kind: 'away',
    message: expect.stringContaining('read-only'),
  });
});
