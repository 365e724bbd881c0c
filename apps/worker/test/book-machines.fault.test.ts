import {
  connectRedis,
  eventually,
  makeTempDirectory,
  startApi,
  startPrivatePostgres,
  startWorker,
} from '@cineflow/testkit';
import { describe, expect, inject, test } from 'vitest';
import { startS3Server } from '../../../packages/storage/test/start-s3-server.ts';
import { DRIVERS, paid, startDatabase, startFixture, type Answer } from './book-fixture.ts';
import { storyboardOf } from './storyboards.ts';

test('one of two machines dies with its journal: paid once', async () => {
  await using database = await startPrivatePostgres();
  await using bucket = await startS3Server();
  await using other = await makeTempDirectory('machine');
  const { settings } = bucket;
  await using fixture = await startFixture({
    redisUrl: inject('redisUrl'),
    databaseUrl: database.url,
    workers: 1,
    env: {
      MAX_CONCURRENT_TASKS: '4',
      CINEFLOW_STORAGE: 's3',
      S3_BUCKET: settings.bucket,
      S3_ENDPOINT: settings.endpoint,
      S3_FORCE_PATH_STYLE: 'true',
      S3_ACCESS_KEY_ID: 'S3RVER',
      S3_SECRET_ACCESS_KEY: 'S3RVER',
    },
    sandbox: { SANDBOX_RENDER_MS: '400' },
  });
  const { stack } = fixture;
  const { id } = await stack.post(storyboardOf(16, 'machines'));
  await paid(fixture, 6);
  await stack.workers[0]?.kill('SIGKILL');
  const elsewhere = { CINEFLOW_DATA_DIR: `${other.path}/data`, OUTPUT_DIR: `${other.path}/clips` };
  await using _machine = await startWorker({ ...fixture.env, ...elsewhere });
  expect(await stack.finished(id)).toMatchObject({ counts: { completed: 16 } });
  // The second machine finds the clips of the first: nothing is made again.
  const again = await stack.post({ storyboard: storyboardOf(16, 'machines'), options: { name: 'again' } });
  expect(await stack.finished(again.id)).toMatchObject({ counts: { reused: 16 } });
  expect((await stack.bill()).creates.accepted).toBe(16);
});

describe.each(DRIVERS)('two books on one Redis, in %s', (driver) => {
  test('the second sends nothing and says why', async () => {
    await using database = await startDatabase(driver);
    await using elsewhere = await makeTempDirectory('second');
    await using fixture = await startFixture({
      redisUrl: inject('redisUrl'),
      databaseUrl: database?.url,
      workers: 1,
      env: { MAX_CONCURRENT_TASKS: '2' },
      sandbox: { SANDBOX_RENDER_MS: '300' },
    });
    const { stack } = fixture;
    await stack.finished((await stack.post(storyboardOf(1, 'first'))).id);
    const place =
      database === undefined
        ? { CINEFLOW_DATA_DIR: `${elsewhere.path}/data` }
        : { DATABASE_URL: database.url.replace(/postgres$/, 'template1') };
    const env = { ...fixture.env, ...place, OUTPUT_DIR: `${elsewhere.path}/clips` };
    await using second = await startApi(env);
    await using worker = await startWorker(env);
    const body = JSON.stringify(storyboardOf(2, 'second'));
    const headers = { 'content-type': 'application/json' };
    const posted = await fetch(`${second.url}/v1/storyboards`, { method: 'POST', headers, body });
    const order = (await posted.json()) as Answer;
    await eventually(() => worker.lines().some((line) => line.includes('Redis belongs to another book')));
    const status = await (await fetch(`${second.url}/v1/storyboards/${order.id}`)).json();
    expect(status).toMatchObject({ waiting: [{ reason: 'recovery', takes: 2 }] });
    const ready = (await (await fetch(`${second.url}/readyz`)).json()) as Answer;
    expect(ready.warnings.join()).toContain('another book');

    const { id } = await stack.post(storyboardOf(4, 'goes on'));
    expect(await stack.finished(id)).toMatchObject({ counts: { completed: 4 } });
    expect((await stack.bill()).creates.received).toBe(5);
    await using redis = connectRedis(fixture.env['REDIS_URL'] ?? '');
    const { bookId } = await fixture.book.identity.read({});
    expect(await redis.hget(`{${fixture.prefix}}:epoch`, 'bookId')).toBe(bookId);
    await paid(fixture, 5);
  });
});
