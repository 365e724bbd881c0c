import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  eventually,
  startPrivatePostgres,
  startTcpProxy,
  startWorker,
  type PrivatePostgres,
  type RunningProcess,
} from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { expectSoon, paid, startFixture, type Fixture } from './book-fixture.ts';
import { runSql } from './run-sql.ts';
import { storyboardOf } from './storyboards.ts';

const env = { MAX_CONCURRENT_TASKS: '3', CINEFLOW_DEGRADED_LIMIT: '3', CINEFLOW_TRIP_AFTER: '50' };
const preload = new URL('freeze-in-transaction.ts', import.meta.url).href;

/** A second worker, which freezes in the transaction after `freeze`. */
async function startFreezable(
  fixture: Fixture,
): Promise<AsyncDisposable & { worker: RunningProcess; freeze(): Promise<void> }> {
  const signal = join(fixture.directory, 'freeze');
  const more = { NODE_OPTIONS: `--import=${preload}`, FREEZE_WHEN: signal };
  const worker = await startWorker({ ...fixture.env, ...more });
  return {
    worker,
    freeze: async () => {
      await writeFile(signal, '');
      const isTaken = () =>
        access(signal).then(
          () => false,
          () => true,
        );
      await eventually(isTaken);
    },
    [Symbol.asyncDispose]: () => worker.kill('SIGKILL'),
  };
}

describe('a worker frozen in a transaction of SQLite', () => {
  test.for(['SIGCONT', 'SIGKILL'] as const)(
    'stops all sending, loses nothing and resumes after %s',
    async (signal) => {
      await using fixture = await startFixture({
        redisUrl: inject('redisUrl'),
        workers: 1,
        env,
        sandbox: { SANDBOX_RENDER_MS: '1000' },
      });
      const { stack } = fixture;
      await using freezable = await startFreezable(fixture);
      const { id } = await stack.post(storyboardOf(9, 'frozen'));
      // Running operations prove that the book cannot be updated.
      await expectSoon(async () => {
        expect((await fixture.ask(`/v1/storyboards/${id}`)).body.counts['rendering']).toBe(3);
      });
      await freezable.freeze();
      const named = `process ${freezable.worker.pid}`;
      await expectSoon(async () => {
        const { shots } = (await fixture.ask(`/v1/storyboards/${id}/shots`)).body;
        const waits = shots
          .flatMap(({ takes }) => takes)
          .filter(({ waitReason }) => waitReason === 'storage');
        expect(waits.map(({ waitDetail }) => waitDetail).join()).toContain(named);
      });
      const { received } = (await stack.bill()).creates;
      const refused = await fixture.decide('/v1/storyboards', storyboardOf(1, 'meanwhile'));
      expect(refused.status).toBe(503);
      expect(refused.body.detail).toContain(named);
      expect((await fixture.ask('/readyz')).status).toBe(503);
      expect((await stack.bill()).creates.received).toBe(received);

      await freezable.worker.kill(signal);
      expect(await stack.finished(id)).toMatchObject({ counts: { completed: 9 } });
      expect((await stack.bill()).creates.accepted).toBe(9);
    },
  );
});

describe('PostgreSQL', () => {
  let database: PrivatePostgres;
  beforeAll(async () => {
    database = await startPrivatePostgres();
  });
  afterAll(() => database?.stop());

  test('a worker frozen in a transaction blocks others under 10 s', async () => {
    await using fixture = await startFixture({
      redisUrl: inject('redisUrl'),
      databaseUrl: database.url,
      workers: 1,
      env,
      sandbox: { SANDBOX_RENDER_MS: '300' },
    });
    const { stack } = fixture;
    await using freezable = await startFreezable(fixture);
    // Every create of a storyboard with a budget needs that budget's row.
    const { id } = await stack.post({
      storyboard: storyboardOf(16, 'frozen'),
      options: { budgetCents: 600 },
    });
    await paid(fixture, 2);
    await freezable.freeze();
    const { received } = (await stack.bill()).creates;
    // Answers on their way arrive meanwhile.
    await eventually(async () => (await stack.bill()).creates.received > received + 3, { timeoutMs: 10_000 });
    await freezable.worker.kill('SIGCONT');
    expect(await stack.finished(id)).toMatchObject({ counts: { completed: 16 }, cost: { spentCents: 96 } });
    expect((await stack.bill()).creates.accepted).toBe(16);
  });

  test('a begin that commits late leads to one create', async () => {
    await using proxy = await startTcpProxy({ port: database.port });
    await using fixture = await startFixture({
      redisUrl: inject('redisUrl'),
      databaseUrl: database.url.replace(`:${database.port}/`, `:${proxy.port}/`),
      workers: 1,
      env: {
        ...env,
        CINEFLOW_STALL_MS: '10000',
        CINEFLOW_SUBMIT_TIMEOUT_MS: '10000',
        CINEFLOW_SETTLE_MS: '10000',
      },
      sandbox: { SANDBOX_RENDER_MS: '100' },
    });
    const { stack, prefix } = fixture;
    const schema = `"${prefix}"`;
    // While this lock is held every begin waits in the server, before its commit.
    await using lock = await runSql(database, `begin; lock table ${schema}.attempts in exclusive mode`);
    const { id } = await stack.post(storyboardOf(1, 'late'));
    const waiting = (count: number) => async () => {
      const text = `select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%begin_attempt%'`;
      return Number(await runOnce(database, text)) >= count;
    };
    await eventually(waiting(1));
    proxy.reset();
    await eventually(waiting(2));
    await lock.end();
    expect(await stack.finished(id)).toMatchObject({ counts: { completed: 1 } });
    expect((await stack.bill()).creates.received).toBe(1);
    expect(await runOnce(database, `select count(*) from ${schema}.attempts`)).toBe('1');
  });
});

async function runOnce(database: PrivatePostgres, text: string): Promise<string> {
  await using ran = await runSql(database, text);
  return ran.answer;
}
