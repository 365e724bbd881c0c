import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  eventually,
  type PrivatePostgres,
  startPrivatePostgres,
  startProcess,
  startStandby,
  startTcpProxy,
} from '@cineflow/testkit';
import { expect, test } from 'vitest';
import type { BookError, Driver } from '../driver.ts';
import { all, lock, type Row, type Steps } from '../sql/procedure.ts';
import { openPostgres, type PostgresOptions, type Registry } from './open-postgres.ts';

const registry: Registry = {
  prepare: writing(function* () {
    yield* all('create table if not exists counts (id bigint primary key, n bigint not null)');
    yield* all('insert into counts values (1, 0) on conflict (id) do nothing');
  }),
  add: writing(function* () {
    yield* lock('c', 'select * from counts c where c.id = 1');
    yield* all('update counts set n = n + 1 where id = 1');
  }),
  ask: { run: ask, writes: false },
  slow: writing(function* () {
    yield* all('update counts set n = n + 1 where id = 1');
    yield* all('select cast(pg_sleep(2) as text)');
  }),
};

function writing(run: () => Steps<unknown>) {
  return { run, writes: true };
}
function* ask(): Steps<unknown> {
  return (yield* all('select n from counts'))[0]?.n;
}

async function open(url: string, options: Partial<PostgresOptions> = {}) {
  const driver = await openPostgres({ url, schema: 'one', registry, ...options });
  const call = (name: string): Promise<unknown> => driver.write(name as Parameters<Driver['write']>[0], {});
  await call('prepare');
  return { driver, call, [Symbol.asyncDispose]: () => driver.close() };
}

const failure = (promise: Promise<unknown>): Promise<BookError> =>
  promise.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error as BookError,
  );

/** Reads the count on a standby, which the book does not open. */
async function countOn({ programs, url }: PrivatePostgres): Promise<string> {
  const args = ['-X', '-A', '-t', '-d', url, '-c', 'select n from one.counts'];
  return (await promisify(execFile)(`${programs}/psql`, args)).stdout.trim();
}

/** Address of the server through a proxy. */
function by(server: PrivatePostgres, { port }: { port: number }): string {
  return server.url.replace(`:${server.port}/`, `:${port}/`);
}

test.concurrent('a process frozen in a transaction blocks others under 10 s', async () => {
  await using server = await startPrivatePostgres();
  await using book = await open(server.url);
  const module = new URL('open-postgres.ts', import.meta.url).href;
  const code = `
    import { openPostgres } from ${JSON.stringify(module)};
    const run = function* () {
      yield { text: 'select * from counts c where c.id = 1', values: [], lock: 'c' };
      console.log('locked');
      process.kill(process.pid, 'SIGSTOP');
      yield { text: 'update counts set n = n + 100 where id = 1', values: [] };
    };
    const registry = { run: { run, writes: true } };
    const driver = await openPostgres({ url: ${JSON.stringify(server.url)}, schema: 'one', registry });
    await driver.write('run', {}).catch((error) => console.log('kind', error.kind, error.message));
    await driver.close();`;
  await using frozen = await startProcess({
    name: 'a frozen client',
    command: process.execPath,
    args: ['--input-type=module', '-e', code],
    ready: { line: (line) => line === 'locked' },
  });
  const start = performance.now();
  await eventually(() => book.call('add').then(() => true), { timeoutMs: 20_000 });
  expect(performance.now() - start).toBeLessThan(10_000);
  await frozen.kill('SIGCONT');
  await eventually(() => frozen.lines().some((line) => line.startsWith('kind away')));
  expect(await book.call('ask')).toBe(1);
});

test.concurrent('a broken connection is unknown at COMMIT, away before it', async () => {
  await using server = await startPrivatePostgres();
  await using proxy = await startTcpProxy({ port: server.port });
  await using book = await open(by(server, proxy));
  await using observer = await open(server.url);
  const slow = failure(book.call('slow'));
  await eventually(async () => (await observer.call('ask')) === 0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  proxy.reset();
  expect((await slow).kind).toBe('away');
  expect(await observer.call('ask')).toBe(0);

  await book.call('add');
  // Pass all answers except the end of the last one, to COMMIT.
  const before = proxy.passedBytes.toClient;
  await book.call('add');
  const commitBytes = 17;
  proxy.cutAfter(proxy.passedBytes.toClient - before - commitBytes, 'toClient');
  expect((await failure(book.call('add'))).kind).toBe('unknown');
  expect(await observer.call('ask')).toBe(3);
  await book.call('add');
  expect(await book.call('ask')).toBe(4);
});

test.concurrent('a server killed during a commit leaves it unknown', async () => {
  await using server = await startPrivatePostgres();
  await using book = await open(server.url);
  // There is no such standby: every commit waits for it.
  await server.restart({ synchronous_standby_names: 'nowhere' });
  await eventually(() => book.call('ask'));
  const waiting = failure(book.call('add'));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await server.kill();
  expect((await waiting).kind).toBe('unknown');
  expect(await book.driver.health()).toMatchObject({
    ok: false,
    reason: expect.stringContaining('nothing listens'),
  });
  await server.restart({});
  await eventually(() => book.call('add').then(() => true));
  expect(await book.call('ask')).toBe(2);
});

test.concurrent('a commit that times out on its standby is unknown, also repeated', async () => {
  await using server = await startPrivatePostgres();
  const text = `select n + ($1::jsonb->>'one')::bigint as reply /*flush*/ from counts`;
  const natives = { look: { text, toReply: ({ reply }: Row) => reply } };
  await using book = await open(server.url, { natives });
  expect(await book.call('look')).toBeNull();
  await server.restart({ synchronous_standby_names: 'nowhere' });
  await eventually(() => book.call('ask'));
  expect((await failure(book.call('add'))).kind).toBe('unknown');
  // The repetition finds everything done, but the standby does not have it.
  expect((await failure(book.call('look'))).kind).toBe('unknown');
  await server.restart({});
  await eventually(() => book.call('ask'));
  expect(await book.call('look')).toBeNull();
});

test.concurrent('a frozen server is away after a bounded time', async () => {
  await using server = await startPrivatePostgres();
  await using book = await open(server.url);
  await server.freeze();
  const error = await failure(book.call('add'));
  expect(error).toMatchObject({ kind: 'away', message: expect.stringContaining('does not answer') });
  await server.resume();
  await book.call('add');
});

test.concurrent('a server that may lose commits is refused', async () => {
  await using server = await startPrivatePostgres();
  await using book = await open(server.url);
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
    await server.restart({ [setting]: 'off' });
    expect(await failure(open(server.url))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(setting),
    });
    const health = await eventually(async () => {
      const found = await book.driver.health();
      return found.reason?.includes(setting) ? found : undefined;
    });
    expect(health.ok).toBe(false);
  }
});

test.concurrent('a new primary is reported before the first query', async () => {
  await using primary = await startPrivatePostgres();
  await using standby = await startStandby(primary);
  // Both servers are reached through the proxy.
  const target = { port: primary.port };
  await using name = await startTcpProxy(target);
  const lines: string[] = [];
  let changes = 0;
  await using book = await open(by(primary, name), {
    log: (line) => lines.push(line),
    onServerChange: () => (changes += 1),
  });
  expect(lines).toEqual([expect.stringContaining('synchronous_standby_names is empty')]);
  expect((await book.driver.health()).warnings).toEqual(lines);
  expect(await failure(open(standby.url))).toMatchObject({
    kind: 'away',
    message: expect.stringContaining('is a standby'),
  });
  await book.call('add');
  await primary.restart();
  await eventually(() => book.call('add').then(() => true));
  expect(changes).toBe(0);

  await eventually(async () => (await countOn(standby)) === '2');
  await primary.kill();
  await standby.promote();
  target.port = standby.port;
  const met: string[] = [];
  const add = (): Promise<boolean> =>
    book.call('add').then(
      () => true,
      (error: Error) => met.push(error.message) < 0,
    );
  await eventually(add);
  expect(met.at(-1)).toContain('is another server now');
  expect(changes).toBe(1);
  expect(await book.call('ask')).toBe(3);
});
