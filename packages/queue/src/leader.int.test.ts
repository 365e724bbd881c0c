import { connectRedis, eventually, testPrefix } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { runLeader } from './leader.ts';

let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

const leaseMs = 300;

/** Candidates of one installation; each reports whether its jobs run. */
function fixture() {
  const prefix = testPrefix();
  const leaders = new Set<string>();
  const candidate = (holder: string) =>
    runLeader(redis, {
      prefix,
      holder,
      leaseMs,
      onError: (error) => expect.unreachable(error.message),
      start: () => {
        leaders.add(holder);
        return [
          {
            close: async () => {
              leaders.delete(holder);
            },
          },
        ];
      },
    });
  return { prefix, leaders, candidate };
}

test('one process leads and hands over when it stops', async () => {
  const { leaders, candidate } = fixture();
  const first = candidate('first');
  await eventually(() => leaders.has('first'));
  const others = ['second', 'third'].map(candidate);
  await first.close();
  await eventually(() => leaders.size === 1 && !leaders.has('first'));
  await Promise.all(others.map((other) => other.close()));
  expect(leaders.size).toBe(0);
});

test('a lost lease ends the term', async () => {
  const { prefix, leaders, candidate } = fixture();
  const frozen = candidate('frozen');
  await eventually(() => leaders.has('frozen'));
  await redis.set(`${prefix}:leader`, 'another', 'PX', leaseMs);
  await eventually(() => leaders.size === 0);
  await eventually(() => leaders.has('frozen'));
  await frozen.close();
  expect(await redis.exists(`${prefix}:leader`)).toBe(0);
});

test('a process leads only while it may', async () => {
  const prefix = testPrefix();
  let mayLead = true;
  let runs = false;
  const leader = runLeader(redis, {
    prefix,
    holder: 'one',
    leaseMs,
    onError: (error) => expect.unreachable(error.message),
    mayLead: () => mayLead,
    start: () => {
      runs = true;
      return [{ close: async () => void (runs = false) }];
    },
  });
  await eventually(() => runs);
  mayLead = false;
  await eventually(async () => !runs && (await redis.exists(`${prefix}:leader`)) === 0);
  mayLead = true;
  await eventually(() => runs);
  await leader.close();
});
