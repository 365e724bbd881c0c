import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type PrivatePostgres, makeTempDirectory, startPrivatePostgres } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BookError, Driver } from '../driver.ts';
import { all, lock, one, type Steps } from '../sql/procedure.ts';
import { openPostgres, type PostgresOptions, type Registry } from './open-postgres.ts';

let server: PrivatePostgres;
beforeAll(async () => {
  server = await startPrivatePostgres();
});
afterAll(() => server.stop());

let met = Promise.withResolvers<void>();
let runs = 0;
const registry: Registry = {
  prepare: writing(function* () {
    yield* all('create table if not exists counts (id text primary key, n bigint not null)');
    yield* all(`insert into counts values ('a', 0), ('b', 0) on conflict (id) do update set n = 0`);
  }),
  add: writing(function* ({ id, n }: { id: string; n: number }) {
    yield* lock('c', 'select * from counts c where c.id = ?', id);
    yield* all('update counts set n = n + ? where id = ?', n, id);
    return yield* one('select n from counts where id = ?', id);
  }),
  both: writing(function* ({ ids }: { ids: string[] }) {
    runs += 1;
    for (const id of ids) {
      yield* lock('c', 'select * from counts c where c.id = ?', id);
      yield* all('select pg_sleep(0.2)');
      yield* all('update counts set n = n + 1 where id = ?', id);
    }
  }),
  ask: reading(function* ({ text }: { text: string }) {
    return yield* all(text);
  }),
  clock: reading(function* (_args: unknown, { now }) {
    return (yield* one('select ? as text, cast(? as bigint) as now', 'x', now))?.now;
  }),
  fail: writing(function* () {
    yield* all('update counts set n = n + 1');
    throw new TypeError('ours');
  }),
  sleep: reading(function* ({ seconds }: { seconds: number }) {
    met.resolve();
    yield* all('select cast(pg_sleep(?) as text)', seconds);
  }),
};

function writing<Args>(run: (args: Args, moment: { now: number }) => Steps<unknown>) {
  return { run, writes: true };
}
function reading<Args>(run: (args: Args, moment: { now: number }) => Steps<unknown>) {
  return { run, writes: false };
}

type Call = (name: string, args?: unknown) => Promise<unknown>;

async function open(options: Partial<PostgresOptions> = {}) {
  const driver = await openPostgres({ url: server.url, schema: 'one', registry, ...options });
  const call: Call = (name, args = {}) => driver.write(name as Parameters<Driver['write']>[0], args);
  return { driver, call, [Symbol.asyncDispose]: () => driver.close() };
}

const failure = (promise: Promise<unknown>): Promise<BookError> =>
  promise.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error as BookError,
  );

describe('transactions', () => {
  test('commit all of their steps or none', async () => {
    await using book = await open();
    await book.call('prepare');
    expect(await book.call('add', { id: 'a', n: 5 })).toEqual({ n: 5 });
    await expect(book.call('fail')).rejects.toThrow(new TypeError('ours'));
    expect(await book.call('ask', { text: 'select n from counts order by id' })).toEqual([
      { n: 5 },
      { n: 0 },
    ]);
  });

  test('use the clock of the database', async () => {
    await using book = await open();
    expect(Math.abs(Number(await book.call('clock')) - Date.now())).toBeLessThan(2_000);
  });

  test('of reads cannot write', async () => {
    await using book = await open();
    expect((await failure(book.call('ask', { text: 'delete from counts' }))).message).toContain(
      'only lets us read',
    );
  });

  test('are repeated after a deadlock', async () => {
    await using book = await open();
    await book.call('prepare');
    runs = 0;
    await Promise.all([book.call('both', { ids: ['a', 'b'] }), book.call('both', { ids: ['b', 'a'] })]);
    expect(runs).toBeGreaterThan(2);
    expect(await book.call('ask', { text: 'select n from counts' })).toEqual([{ n: 2 }, { n: 2 }]);
  });

  test('keep numbers exact or fail, flags 0 or 1, JSON text', async () => {
    await using book = await open();
    const text = `select 9007199254740991::bigint as a, 1.5::numeric as b, true as c, '{"x": 1}'::jsonb as d, null as e`;
    expect(await book.call('ask', { text })).toEqual([
      { a: 9007199254740991, b: 1.5, c: 1, d: '{"x": 1}', e: null },
    ]);
    await expect(book.call('ask', { text: 'select 9007199254740993::bigint as a' })).rejects.toThrow('2^53');
  });

  test('keep a bug as the original error', async () => {
    await using book = await open();
    await expect(book.call('ask', { text: 'select nonsense' })).rejects.toThrow(
      'column "nonsense" does not exist',
    );
  });

  test('wait a bounded time for a connection', async () => {
    await using book = await open({ connections: 1 });
    met = Promise.withResolvers();
    const long = book.call('sleep', { seconds: 7 });
    await met.promise;
    const error = await failure(book.call('clock'));
    expect(error).toMatchObject({ kind: 'away', message: expect.stringContaining('out of connections') });
    await long;
  });
});

describe('the schema', () => {
  test('is created once by concurrent processes, under any name', async () => {
    const opened = await Promise.all([1, 2, 3].map(() => open({ schema: 'Mine: "ours"' })));
    const text = 'select count(*) as n from book_schema';
    expect(await opened[0]!.call('ask', { text })).toEqual([{ n: 1 }]);
    await Promise.all(opened.map(({ driver }) => driver.close()));
  });

  test('compares text by bytes', async () => {
    await using book = await open();
    const text = `select count(*) as n from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'one'::regnamespace and c.relkind = 'r' and c.relname <> 'counts'
        and a.atttypid = 'text'::regtype and a.attcollation <> '"C"'::regcollation`;
    expect(await book.call('ask', { text })).toEqual([{ n: 0 }]);
  });

  test('is refused if it needs a newer version', async () => {
    {
      await using book = await open({ schema: 'newer', registry: { ...registry, age: writing(age) } });
      await book.call('age', { version: 100, oldestReader: 1 });
      await using same = await open({ schema: 'newer' });
      expect((await same.driver.health()).ok).toBe(true);
      await book.call('age', { version: 100, oldestReader: 99 });
    }
    expect(await failure(open({ schema: 'newer' }))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Start the newer version'),
    });
  });

  test.each(['', 'pg_mine', 'x'.repeat(64)])('is not called %j', async (schema) => {
    expect(await failure(open({ schema }))).toMatchObject({ kind: 'refused' });
  });
});

describe('health', () => {
  test('shows place and size, no secret', async () => {
    await using book = await open();
    const health = await book.driver.health();
    expect(health).toMatchObject({ driver: 'postgres', ok: true, warnings: [] });
    expect(health.place).toBe(`127.0.0.1:${server.port}/postgres`);
    expect(health.sizeBytes).toBeGreaterThan(0);
  });

  test.each([
    [
      'a wrong password',
      (url: URL) => (url.password = 'wrong-secret'),
      'does not accept the user or the password',
    ],
    ['no password', (url: URL) => (url.password = ''), 'does not accept the user or the password'],
    ['a missing database', (url: URL) => (url.pathname = '/nothing'), 'has no such database'],
    ['a refused port', (url: URL) => (url.port = '1'), 'nothing listens on that port'],
    ['an unknown host', (url: URL) => (url.hostname = 'nowhere.invalid'), 'is not found'],
    ['TLS where there is none', (url: URL) => (url.search = '?sslmode=verify-full'), 'does not speak TLS'],
  ])('of %s', async (_name, spoil, sentence) => {
    const url = new URL(server.url);
    spoil(url);
    const error = await failure(open({ url: url.href }));
    expect(error.name).toBe('BookError');
    expect(error.message).toContain(sentence);
    expect(error.message).not.toMatch(/secret|private-password/);
  });
});

test('a backup is whole and written once', async () => {
  await using folder = await makeTempDirectory('backup');
  await using book = await open();
  await book.call('prepare');
  const path = `${folder.path}/book.dump`;
  await book.driver.backup(path);
  expect(await failure(book.driver.backup(path))).toMatchObject({ kind: 'refused' });
  const restore = await promisify(execFile)(`${server.programs}/pg_restore`, ['--list', path]);
  expect(restore.stdout).toMatch(/TABLE DATA one counts/);
});

function* age({ version, oldestReader }: { version: number; oldestReader: number }): Steps<void> {
  yield* all('update book_schema set version = ?, oldest_reader = ?', version, oldestReader);
}
