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
import { holds, paid, runBook, startStage, type Stage } from './book-stage.ts';
import { storyboardOf } from './storyboards.ts';

const env = { MAX_CONCURRENT_TASKS: '3', CINEFLOW_DEGRADED_LIMIT: '3' };
const ROLLED_BACK = 'it was rolled back, or failed over to a standby that was behind';

/** Nothing is sent until the restore; then each of the takes is paid exactly once. */
async function expectRestore(
  stage: Stage,
  { id, takes, worker }: { id: string; takes: number; worker: RunningProcess | undefined },
): Promise<void> {
  const { stack } = stage;
  const hasSaid = () => worker?.lines().some((line) => line.includes(ROLLED_BACK));
  await eventually(hasSaid, { timeoutMs: 20_000 });
  const sent = (await stack.bill()).creates.received;
  await holds(async () => {
    const { waiting } = (await stage.ask(`/v1/storyboards/${id}`)).body;
    expect(waiting.some(({ reason }) => reason === 'recovery')).toBe(true);
  });
  // Those at the provider end meanwhile: their permits would be free.
  await eventually(async () => (await stack.bill()).inFlight === 0);
  expect((await stack.bill()).creates.received).toBe(sent);
  const restored = await runBook(stage.env, 'restore');
  expect(restored).toMatchObject({ code: 0 });
  expect(await stack.finished(id)).toMatchObject({ counts: { completed: takes } });
  expect((await stack.bill()).creates.accepted).toBe(takes);
}

/** Stops everything and puts a copy in the place of the SQLite file. */
async function putBack({ stack, book, dataDirectory, prefix }: Stage, copy: string): Promise<void> {
  await Promise.all([stack.killAll('SIGTERM'), book.close()]);
  const path = join(dataDirectory, `book.${prefix}.sqlite`);
  for (const ending of ['', '-wal', '-shm']) await rm(`${path}${ending}`, { force: true });
  await copyFile(copy, path);
}

test('a failover to an asynchronous standby that lacks the last attempts', async () => {
  await using primary = await startPrivatePostgres();
  await using stream = await startTcpProxy({ port: primary.port });
  await using standby = await startStandby({ ...primary, port: stream.port });
  const target = { port: primary.port };
  await using proxy = await startTcpProxy(target);
  await using stage = await startStage({
    redisUrl: inject('redisUrl'),
    databaseUrl: primary.url.replace(`:${primary.port}/`, `:${proxy.port}/`),
    workers: 1,
    env,
    sandbox: { SANDBOX_RENDER_MS: '500' },
  });
  const { stack } = stage;
  const { id } = await stack.post(storyboardOf(10, 'standby'));
  await paid(stage, 3);
  stream.hold();
  await paid(stage, 6);
  await primary.kill();
  stream.reset();
  await standby.promote();
  target.port = standby.port;
  proxy.reset();
  await expectRestore(stage, { id, takes: 10, worker: stack.workers[0] });
});

test('the backup of yesterday is put in the place of the SQLite file', async () => {
  await using stage = await startStage({
    redisUrl: inject('redisUrl'),
    workers: 0,
    env,
    sandbox: { SANDBOX_RENDER_MS: '500' },
  });
  const { stack } = stage;
  const { id } = await stack.post(storyboardOf(10, 'yesterday'));
  const copy = join(stage.directory, 'yesterday.sqlite');
  await stage.book.backup(copy);
  await using before = await stack.addWorker();
  await paid(stage, 5);
  await before.kill('SIGTERM');
  await putBack(stage, copy);
  await stack.restart();
  await using after = await stack.addWorker();
  await expectRestore(stage, { id, takes: 10, worker: after });
});

test.each([
  ['cancel', { completed: 3, cancelled: 5 }, undefined],
  ['pause', { completed: 3, queued: 5 }, 'resume'],
] as const)('a copy that lacks nothing but a %s: what was stopped is not bought', async (stop, counts, undo) => {
  await using stage = await startStage({
    redisUrl: inject('redisUrl'),
    workers: 0,
    env,
    sandbox: { SANDBOX_RENDER_MS: '20000' },
  });
  const { stack } = stage;
  const { id } = await stack.post(storyboardOf(8, stop));
  await using before = await stack.addWorker();
  await paid(stage, 3);
  const copy = join(stage.directory, 'before the stop.sqlite');
  await eventually(async () => (await stage.ask(`/v1/storyboards/${id}`)).body.counts.rendering === 3);
  await stage.book.backup(copy);
  expect(await stage.decide(`/v1/storyboards/${id}/${stop}`, {})).toMatchObject({ status: 200 });
  await before.kill('SIGKILL');
  await putBack(stage, copy);
  await stack.restart();
  await using after = await stack.addWorker();
  await eventually(() => after.lines().some((line) => line.includes(ROLLED_BACK)), { timeoutMs: 20_000 });
  expect(await runBook(stage.env, 'restore')).toMatchObject({ code: 0 });
  await holds(
    async () => expect((await stage.ask(`/v1/storyboards/${id}`)).body).toMatchObject({ counts }),
    60_000,
  );
  expect((await stack.bill()).creates.received).toBe(3);
  if (undo === undefined) return;
  expect(await stage.decide(`/v1/storyboards/${id}/${undo}`, {})).toMatchObject({ status: 200 });
  await paid(stage, 4);
}, 180_000);
