import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeTempDirectory, type TempDirectory } from '@cineflow/testkit';
import { afterAll, beforeAll } from 'vitest';
import { createBook } from '../src/create-book.ts';
import type { Driver } from '../src/driver.ts';
import { openSqlite } from '../src/sqlite/open-sqlite.ts';
import { emptyBook, type Harness } from './harness.ts';
import { testBook } from './run-cases.ts';

let directory: TempDirectory;
let driver: Driver;
let beside: DatabaseSync;
beforeAll(async () => {
  directory = await makeTempDirectory('book');
  const path = join(directory.path, 'book.sqlite');
  driver = await openSqlite({ path });
  beside = new DatabaseSync(path, { timeout: 5000 });
});
afterAll(async () => {
  beside.close();
  await driver.close();
  await directory[Symbol.asyncDispose]();
});

const sql: Harness['sql'] = async (text, ...values) =>
  beside.prepare(text).all(...values) as Awaited<ReturnType<Harness['sql']>>;

testBook(() => emptyBook({ book: createBook(driver), driver, hasClock: true, sql }));
