import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  eventually,
  startPrivatePostgres,
  startStandby,
  startTcpProxy,
  type RunningProcess,
} from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';
import { expectSoon, paid, runBook, startFixture, type Fixture } from './book-fixture.ts';
import { storyboardOf } from './storyboards.ts';

const env = { MAX_CONCURRENT_TASKS: '3', CINEFLOW_DEGRADED_LIMIT: '3' };
const ROLLED_BACK = 'it was rolled back, or failed over to a standby that was behind';

/** Nothing is sent until the restore; then each take is paid exactly once. */
async function expectRestore(
  fixture: Fixture,
  { id, takes, worker }: { id: string; takes: number; worker: RunningProcess | undefined },
): Promise<void> {
  const { stack } = fixture;
  const hasSaid = () => worker?.lines().some((line) => line.includes(ROLLED_BACK));
  await eventually(hasSaid, { timeoutMs: 20_000 });
  const sent = (await stack.bill()).creates.received;
  await expectSoon(async () => {
    const { waiting } = (await fixture.ask(`/v1/storyboards/${id}`)).body;
    expect(waiting.some(({ reason }) => reason === 'recovery')).toBe(true);
  });
  // Running operations end meanwhile, which would free their permits.
  await eventually(async () => (await stack.bill()).inFlight === 0);
  expect((await stack.bill()).creates.received).toBe(sent);
  const restored = await runBook(fixture.env, 'restore');
  expect(restored).toMatchObject({ code: 0 });
  expect(await stack.finished(id)).toMatchObject({ counts: { completed: takes } });
  expect((await stack.bill()).creates.accepted).toBe(takes);
}

/** Stops everything and replaces the SQLite file by a copy. */
async function putBack({ stack, book, dataDirectory, prefix }: Fixture, copy: string): Promise<void> {
  await Promise.all([stack.killAll('SIGTERM'), book.close()]);
  const path = join(dataDirectory, `book.${prefix}.sqlite`);
  for (const ending of ['', '-wal', '-shm']) await rm(`${path}${ending}`, { force: true });
  await copyFile(copy, path);
}

test('a failover to a standby without the last attempts', async () => {
  await using primary = await startPrivatePostgres();
  await using stream = await startTcpProxy({ port: primary.port });
  await using standby = await startStandby({ ...primary, port: stream.port });
  const target = { port: primary.port };
  await using proxy = await startTcpProxy(target);
  await using fixture = await startFixture({
    redisUrl: inject('redisUrl'),
    databaseUrl: primary.url.replace(`:${primary.port}/`, `:${proxy.port}/`),
    workers: 1,
    env,
    sandbox: { SANDBOX_RENDER_MS: '500' },
  });
  const { stack } = fixture;
  const { id } = await stack.post(storyboardOf(10, 'standby'));
  await paid(fixture, 3);
  stream.block();
  await paid(fixture, 6);
  await primary.kill();
  stream.reset();
  await standby.promote();
  target.port = standby.port;
  proxy.reset();
  await expectRestore(fixture, { id, takes: 10, worker: stack.workers[0] });
});

test('an old backup replaces the SQLite file', async () => {
  await using fixture = await startFixture({
    redisUrl: inject('redisUrl'),
    workers: 0,
    env,
    sandbox: { SANDBOX_RENDER_MS: '500' },
  });
  const { stack } = fixture;
  const { id } = await stack.post(storyboardOf(10, 'yesterday'));
  const copy = join(fixture.directory, 'yesterday.sqlite');
  await fixture.book.backup(copy);
  await using before = await stack.addWorker();
  await paid(fixture, 5);
  await before.kill('SIGTERM');
  await putBack(fixture, copy);
  await stack.restart();
  await using after = await stack.addWorker();
  await expectRestore(fixture, { id, takes: 10, worker: after });
});

test.each([
  ['cancel', { completed: 3, cancelled: 5 }, undefined],
  ['pause', { completed: 3, queued: 5 }, 'resume'],
] as const)(
  'a copy without the last %s buys nothing that was stopped',
  async (stop, counts, undo) => {
    await using fixture = await startFixture({
      redisUrl: inject('redisUrl'),
      workers: 0,
      env,
      sandbox: { SANDBOX_RENDER_MS: '20000' },
    });
    const { stack } = fixture;
    const { id } = await stack.post(storyboardOf(8, stop));
    await using before = await stack.addWorker();
    await paid(fixture, 3);
    const copy = join(fixture.directory, 'before the stop.sqlite');
    await eventually(async () => (await fixture.ask(`/v1/storyboards/${id}`)).body.counts.rendering === 3);
    await fixture.book.backup(copy);
    expect(await fixture.decide(`/v1/storyboards/${id}/${stop}`, {})).toMatchObject({ status: 200 });
    await before.kill('SIGKILL');
    await putBack(fixture, copy);
    await stack.restart();
    await using after = await stack.addWorker();
    await eventually(() => after.lines().some((line) => line.includes(ROLLED_BACK)), { timeoutMs: 20_000 });
    expect(await runBook(fixture.env, 'restore')).toMatchObject({ code: 0 });
    await expectSoon(
      async () => expect((await fixture.ask(`/v1/storyboards/${id}`)).body).toMatchObject({ counts }),
      60_000,
    );
    expect((await stack.bill()).creates.received).toBe(3);
    if (undo === undefined) return;
    expect(await fixture.decide(`/v1/storyboards/${id}/${undo}`, {})).toMatchObject({ status: 200 });
    await paid(fixture, 4);
  },
  180_000,
);
