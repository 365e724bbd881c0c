import { connectRedis, eventually, freePort, startPrivateRedis, type PrivateRedis } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { expectSoon, paid, startFixture, type Fixture } from './book-fixture.ts';
import { storyboardOf } from './storyboards.ts';

const SHOTS = 4;
const RECOVERY_MS = 20_000;
const env = { MAX_CONCURRENT_TASKS: '1', CINEFLOW_DEGRADED_LIMIT: '1', CINEFLOW_TRIP_AFTER: '50' };

interface Trouble {
  /** Expected text in /readyz. */
  sentence: string;
  begin(redis: PrivateRedis, admin: Redis): Promise<unknown>;
  end(redis: PrivateRedis, admin: Redis): Promise<unknown>;
}

const TROUBLES: [name: string, trouble: Trouble][] = [
  [
    'full',
    {
      sentence: 'Redis is full',
      begin: (_, admin) => admin.config('SET', 'maxmemory', '1'),
      end: (_, admin) => admin.config('SET', 'maxmemory', '0'),
    },
  ],
  [
    'a read-only replica',
    {
      sentence: 'Redis is a read-only replica',
      begin: async (_, admin) => admin.replicaof('127.0.0.1', await freePort()),
      end: (_, admin) => admin.replicaof('NO', 'ONE'),
    },
  ],
  [
    'a replica that serves no old data',
    {
      sentence: 'has lost its primary',
      begin: async (_, admin) => {
        await admin.config('SET', 'replica-serve-stale-data', 'no');
        await admin.replicaof('127.0.0.1', await freePort());
      },
      end: (_, admin) => admin.replicaof('NO', 'ONE'),
    },
  ],
  [
    'frozen',
    {
      sentence: 'Redis does not answer',
      begin: (redis) => redis.kill('SIGSTOP'),
      end: (redis) => redis.kill('SIGCONT'),
    },
  ],
];

/** Maximum warnings and errors per second, by the times in the lines. */
function mostInOneSecond(lines: readonly string[]): number {
  const times = lines
    .filter((line) => /"level":"(warn|error)"/.test(line) && line.includes('"err"'))
    .map((line) => Date.parse((JSON.parse(line) as { time: string }).time))
    .toSorted((a, b) => a - b);
  // A window begins with its first line; timers may fire a millisecond early.
  return Math.max(0, ...times.map((time, at) => times.slice(at).filter((next) => next - time < 990).length));
}

async function goesOn(fixture: Fixture, clip: string, sentence: string, id: string): Promise<void> {
  const answers = await Promise.all(
    [`/v1/storyboards/${id}`, '/v1/storyboards', `/v1/takes/${id}-1-1`].map((path) => fixture.ask(path)),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const video = await fetch(`${fixture.stack.api.url}/v1/takes/${clip}/video`);
  expect([video.status, (await video.arrayBuffer()).byteLength > 0]).toEqual([200, true]);
  await expectSoon(async () => {
    const { status, body } = await fixture.ask('/readyz');
    expect([status, body.warnings.join(' ')]).toEqual([200, expect.stringContaining(sentence)]);
  });
}

test.each(TROUBLES)('a Redis that is %s is reported and waited for', async (_, trouble) => {
  await using redis = await startPrivateRedis();
  await using admin = connectRedis(redis.url);
  await using fixture = await startFixture({
    redisUrl: redis.url,
    workers: 1,
    env,
    sandbox: { SANDBOX_RENDER_MS: '500' },
  });
  const { stack } = fixture;
  const { id: made } = await stack.post(storyboardOf(1, 'made before'));
  await stack.finished(made);
  const { id } = await stack.post(storyboardOf(SHOTS, trouble.sentence));
  await paid(fixture, 2);
  const before = [stack.api, ...stack.workers].map((app) => app.lines().length);
  await trouble.begin(redis, admin);
  await goesOn(fixture, `${made}-1-1`, trouble.sentence, id);
  const ordered = await fixture.decide('/v1/storyboards', storyboardOf(1, 'ordered meanwhile'));
  expect(ordered.status).toBe(202);
  await eventually(async () => (await stack.bill()).inFlight === 0);
  await expectSoon(() => {
    const said = stack.workers[0]?.lines().slice(before[1]).join('\n');
    expect(said).toMatch(/OOM|READONLY|MASTERDOWN|timed out|timeout|not answer/i);
  });
  await trouble.end(redis, admin);
  for (const one of [id, ordered.body.id]) {
    expect(await stack.finished(one, RECOVERY_MS)).toMatchObject({ state: 'completed' });
  }
  expect((await stack.bill()).creates.received).toBe(1 + SHOTS + 1);
  const logs = [stack.api, ...stack.workers].map((app, at) => app.lines().slice(before[at]));
  expect(logs.map((lines) => mostInOneSecond(lines))).toEqual([
    expect.toSatisfy((most: number) => most <= 1),
    expect.toSatisfy((most: number) => most <= 1),
  ]);
});
