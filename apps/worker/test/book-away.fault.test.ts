import { execFile } from 'node:child_process';
import { rm, statfs, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import {
  eventually,
  makeTempDirectory,
  mountSmallDisk,
  startApi,
  startPrivatePostgres,
  startTcpProxy,
  startWorker,
} from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';
import { expectSoon, paid, startFixture, type Fixture } from './book-fixture.ts';
import { storyboardOf } from './storyboards.ts';

const run = promisify(execFile);
const MEGABYTE = 1024 * 1024;
const env = { MAX_CONCURRENT_TASKS: '1', CINEFLOW_DEGRADED_LIMIT: '1', CINEFLOW_TRIP_AFTER: '50' };

interface Fault {
  sentence: string;
  begin: () => Promise<unknown>;
  end: () => Promise<unknown>;
  /** Whether reads still work during the fault. */
  isReadable?: boolean;
}

/** During the fault orders are refused with the sentence and nothing is sent; afterwards all resumes. */
async function expectRefusal(
  fixture: Fixture,
  { sentence, begin, end, isReadable = false }: Fault,
): Promise<void> {
  const { stack } = fixture;
  const before = (await stack.bill()).creates.accepted;
  const { id } = await stack.post(storyboardOf(4, sentence));
  await paid(fixture, before + 1);
  await begin();
  const refused = await eventually(
    async () => {
      const answer = await fixture.decide('/v1/storyboards', storyboardOf(1, `not kept: ${sentence}`));
      return answer.status === 503 && answer;
    },
    { timeoutMs: 20_000 },
  );
  expect(refused.body.detail).toContain(sentence);
  const ready = await eventually(async () => {
    const answer = await fixture.ask('/readyz');
    return answer.status === 503 && answer;
  });
  expect(ready.body.detail).toContain(sentence);
  // The running operation ends, which would free its permit.
  await eventually(async () => (await stack.bill()).inFlight === 0);
  const sent = (await stack.bill()).creates.received;
  if (isReadable) {
    await expectSoon(async () => {
      const { waiting } = (await fixture.ask(`/v1/storyboards/${id}`)).body;
      expect(waiting.map(({ reason }) => reason)).toContain('storage');
    });
  }
  expect((await stack.bill()).creates.received).toBe(sent);
  await end();
  const { id: next } = await stack.post(storyboardOf(1, `kept again: ${sentence}`));
  expect(await stack.finished(id)).toMatchObject({ counts: { completed: 4 } });
  expect(await stack.finished(next)).toMatchObject({ counts: { completed: 1 } });
  expect((await stack.bill()).creates.accepted).toBe(before + 5);
  expect((await fixture.ask('/readyz')).status).toBe(200);
}

test('waits for a locked, full or read-only SQLite book', async ({ skip }) => {
  await using home = await makeTempDirectory('disk');
  const dataDirectory = join(home.path, 'data');
  await using mounted = await mountSmallDisk(dataDirectory, 24 * MEGABYTE);
  if (!mounted) skip('a disk of our own can only be mounted by root');
  const sandbox = { SANDBOX_RENDER_MS: '500' };
  await using fixture = await startFixture({
    redisUrl: inject('redisUrl'),
    dataDirectory,
    workers: 1,
    env,
    sandbox,
  });
  const path = join(dataDirectory, `book.${fixture.prefix}.sqlite`);

  const locker = new DatabaseSync(path);
  await expectRefusal(fixture, {
    sentence: `is locked for more than 5 s by process ${process.pid}`,
    begin: async () => locker.exec('pragma busy_timeout = 5000; begin immediate'),
    end: async () => locker.exec('rollback'),
    isReadable: true,
  });
  locker.close();

  const filler = join(dataDirectory, 'filler');
  await expectRefusal(fixture, {
    sentence: 'finds no room: its disk is full',
    begin: async () => {
      const { bavail, bsize } = await statfs(dataDirectory);
      await writeFile(filler, Buffer.alloc(bavail * bsize)).catch(() => undefined);
    },
    end: () => rm(filler),
    isReadable: true,
  });

  await fixture.stack.killAll('SIGTERM');
  await fixture.book.close();
  await run('mount', ['-o', 'remount,ro', dataDirectory]);
  await using api = await startApi(fixture.env);
  const ready = await fetch(`${api.url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.text()).toContain('read-only');
});

test('explains an unusable SQLite book at the start', async () => {
  await using fixture = await startFixture({ redisUrl: inject('redisUrl'), workers: 1, env });
  const path = join(fixture.dataDirectory, `book.${fixture.prefix}.sqlite`);
  const { id } = await fixture.stack.post(storyboardOf(1, 'kept'));
  await fixture.stack.finished(id);
  const paidBefore = (await fixture.stack.bill()).creates.received;
  await fixture.stack.killAll('SIGTERM');
  await fixture.book.close();
  const expectSentence = async (sentence: string): Promise<void> => {
    await using api = await startApi(fixture.env);
    await using worker = await startWorker(fixture.env);
    const ready = await fetch(`${api.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.text()).toContain(sentence);
    await eventually(() => worker.lines().some((line) => line.includes(sentence)));
    const order = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const body = JSON.stringify(storyboardOf(1, 'refused'));
    expect((await fetch(`${api.url}/v1/storyboards`, { ...order, body })).status).toBe(503);
    expect((await fixture.stack.bill()).creates.received).toBe(paidBefore);
  };

  const alter = (text: string): void => {
    const db = new DatabaseSync(path);
    db.exec(text);
    db.close();
  };
  alter('update book_schema set version = version + 1000, oldest_reader = oldest_reader + 1000');
  await expectSentence('newer');
  alter('update book_schema set version = version - 1000, oldest_reader = oldest_reader - 1000');
  await truncate(path, 3 * 4096);
  await expectSentence('damaged');
});

test('waits for a PostgreSQL that is down, slow or unsafe', async () => {
  await using database = await startPrivatePostgres();
  await using proxy = await startTcpProxy({ port: database.port });
  const databaseUrl = database.url.replace(`:${database.port}/`, `:${proxy.port}/`);
  const sandbox = { SANDBOX_RENDER_MS: '500' };
  await using fixture = await startFixture({
    redisUrl: inject('redisUrl'),
    databaseUrl,
    workers: 1,
    env,
    sandbox,
  });
  const { stack } = fixture;

  await expectRefusal(fixture, {
    sentence: `PostgreSQL at 127.0.0.1:${proxy.port}/postgres`,
    begin: () => database.kill(),
    end: () => database.restart(),
  });
  await expectRefusal(fixture, {
    sentence: 'runs with synchronous_commit=off: a crash may lose what was paid',
    begin: () => database.restart({ synchronous_commit: 'off' }),
    end: () => database.restart({}),
  });
  // A slow book fails nothing, and nothing is sent twice.
  const before = (await stack.bill()).creates.accepted;
  proxy.setLatency(30);
  const { id } = await stack.post(storyboardOf(2, 'slow'));
  expect(await stack.finished(id)).toMatchObject({ counts: { completed: 2 } });
  proxy.setLatency(0);
  expect((await stack.bill()).creates.accepted).toBe(before + 2);

  const wrong = { ...fixture.env, DATABASE_URL: database.url.replace('private-password', 'wrong-password') };
  await using api = await startApi(wrong);
  const ready = await (await fetch(`${api.url}/readyz`)).text();
  expect(ready).toContain('does not accept the user or the password of DATABASE_URL');
  const all = [fixture.said(), ready, ...api.lines()].join('\n');
  expect(all).not.toMatch(/private-password|wrong-password/);
});
