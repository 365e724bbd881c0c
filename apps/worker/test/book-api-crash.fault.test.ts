import {
  eventually,
  startApi,
  startPrivateRedis,
  startTcpProxy,
  startWorker,
  type PrivatePostgres,
  type PrivateRedis,
  type TcpProxy,
} from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DRIVERS,
  json,
  paid,
  setSandbox,
  startDatabase,
  startFixture,
  type Answer,
  type Fixture,
} from './book-fixture.ts';
import { storyboardOf } from './storyboards.ts';

describe.each(DRIVERS)('a crash or freeze between steps, book in %s', (driver) => {
  let database: PrivatePostgres | undefined;
  let redis: PrivateRedis;
  let proxy: TcpProxy;
  let fixture: Fixture;

  beforeAll(async () => {
    database = await startDatabase(driver);
    redis = await startPrivateRedis();
    proxy = await startTcpProxy({ port: redis.port });
    fixture = await startFixture({
      redisUrl: redis.url,
      databaseUrl: database?.url,
      workers: 1,
      env: { MAX_CONCURRENT_TASKS: '1', CINEFLOW_SUBMIT_TIMEOUT_MS: '20000', CINEFLOW_SETTLE_MS: '60000' },
      sandbox: { SANDBOX_RENDER_MS: '300' },
    });
  });
  afterAll(async () => {
    await fixture?.[Symbol.asyncDispose]();
    await proxy?.close();
    await redis?.stop();
    await database?.stop();
  });

  /** An API that reaches Redis until `proxy.block()`. */
  const startDoomedApi = () => startApi({ ...fixture.env, REDIS_URL: `redis://127.0.0.1:${proxy.port}` });

  test('an order survives a kill of its API before Redis knows', async () => {
    const { stack, book } = fixture;
    const body = storyboardOf(2, 'unheard');
    const order = json(body, { 'idempotency-key': 'order-1' });
    await using doomed = await startDoomedApi();
    proxy.block();
    const answered = fetch(`${doomed.url}/v1/storyboards`, order).catch(() => undefined);
    const [kept] = await eventually(async () => {
      const { storyboards } = await book.storyboards.list({ limit: 5 });
      return storyboards.length === 1 && storyboards;
    });
    await doomed.kill('SIGKILL');
    await answered;
    proxy.release();
    const again = await fixture.ask('/v1/storyboards', order);
    expect(again).toMatchObject({ status: 202, body: { id: kept?.id } });
    expect(await stack.finished(again.body.id)).toMatchObject({ counts: { completed: 2 } });
    expect((await stack.bill()).creates.received).toBe(2);
    expect((await book.storyboards.list({ limit: 5 })).storyboards).toHaveLength(1);
  });

  test('a cancel survives a kill of its API before Redis knows', async () => {
    const { stack, book } = fixture;
    await using doomed = await startDoomedApi();
    await setSandbox(fixture, { renderMs: '3000' });
    const { id } = await stack.post(storyboardOf(3, 'cancelled'));
    await paid(fixture, 3);
    proxy.block();
    const answered = fetch(`${doomed.url}/v1/storyboards/${id}/cancel`, json({})).catch(() => undefined);
    await eventually(async () => (await book.storyboards.read({ id }))?.counts.cancelled === 2);
    await doomed.kill('SIGKILL');
    await answered;
    proxy.release();
    await setSandbox(fixture, { renderMs: '300' });
    expect(await stack.finished(id)).toMatchObject({ counts: { completed: 1, cancelled: 2 } });
    // The first permit is free again, so the next order proves that the cancelled takes were skipped.
    const { id: next } = await stack.post(storyboardOf(1, 'after the cancel'));
    expect(await stack.finished(next)).toMatchObject({ counts: { completed: 1 } });
    expect((await stack.bill()).creates.received).toBe(4);
  });

  test('a given-up take found later counts once', async () => {
    const { stack } = fixture;
    await setSandbox(fixture, { listLagMs: 60_000, lateMs: 1500 });
    const { id } = await stack.post(storyboardOf(1, 'given up', () => '[[fault:accepted-late]]'));
    await eventually(async () => (await stack.bill()).creates.received === 5);
    const [sender] = stack.workers;
    await sender?.kill('SIGSTOP');
    await using _other = await startWorker(fixture.env);
    const unconfirmed = () => fixture.ask('/v1/unconfirmed');
    await eventually(async () => JSON.stringify((await unconfirmed()).body).includes(id), {
      timeoutMs: 20_000,
    });
    const word = { action: 'give-up', by: 'ops', reason: 'nobody knows' };
    const given = await fixture.decide(`/v1/unconfirmed/${id}-1-1/resolve`, word);
    expect(given).toMatchObject({ status: 200, body: { state: 'failed' } });
    const status = async (): Promise<Answer> => (await fixture.ask(`/v1/storyboards/${id}`)).body;
    expect(await status()).toMatchObject({ state: 'failed', cost: { spentCents: 6 } });

    await sender?.kill('SIGCONT');
    await eventually(async () => (await status()).counts['completed'] === 1, { timeoutMs: 20_000 });
    expect(await status()).toMatchObject({ cost: { spentCents: 6 } });
    const { incidents } = (await fixture.ask('/v1/incidents')).body;
    expect(incidents).toMatchObject([{ kind: 'given-up-then-found', takeId: `${id}-1-1` }]);
    expect((await stack.bill()).creates.accepted).toBe(5);
  });
});
