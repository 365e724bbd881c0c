import { type PostgresContainer, startPostgresContainer } from '@cineflow/testkit';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { createBook } from '../src/create-book.ts';
import type { Driver } from '../src/driver.ts';
import { codec } from '../src/postgres/codec.ts';
import { openPostgres } from '../src/postgres/open-postgres.ts';
import type { Row } from '../src/sql/procedure.ts';
import { emptyBook, type Harness } from './harness.ts';
import { testBook } from './run-cases.ts';

let server: PostgresContainer;
let driver: Driver;
let beside: pg.Client;
beforeAll(async () => {
  server = await startPostgresContainer();
  driver = await openPostgres({ url: server.url, schema: 'book' });
  beside = new pg.Client({ connectionString: server.url, types: codec });
  await beside.connect();
  await beside.query('set search_path to book');
});
afterAll(async () => {
  await beside.end();
  await driver.close();
  await server.stop();
});

const sql: Harness['sql'] = async (text, ...values) => {
  let n = 0;
  const { rows } = await beside.query<Row>(
    text.replaceAll('?', () => `$${(n += 1)}`),
    values,
  );
  return rows;
};

testBook(() => emptyBook({ book: createBook(driver), driver, hasClock: false, sql }));
