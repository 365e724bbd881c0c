import { connectRedis, eventually, testPrefix } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { takeDuty } from './take-duty.ts';

let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

const leaseMs = 300;

/** Candidates of one installation; each says whether its jobs run. */
function stage() {
  const prefix = testPrefix();
  const onDuty = new Set<string>();
  const candidate = (holder: string) =>
    takeDuty(redis, {
      prefix,
      holder,
      leaseMs,
      onError: (error) => expect.unreachable(error.message),
      start: () => {
        onDuty.add(holder);
        return [
          {
            close: async () => {
              onDuty.delete(holder);
            },
          },
        ];
      },
    });
  return { prefix, onDuty, candidate };
}

test('one of many is on duty, and who stops hands it on', async () => {
  const { onDuty, candidate } = stage();
  const first = candidate('first');
  await eventually(() => onDuty.has('first'));
  const others = ['second', 'third'].map(candidate);
  await first.close();
  await eventually(() => onDuty.size === 1 && !onDuty.has('first'));
  await Promise.all(others.map((other) => other.close()));
  expect(onDuty.size).toBe(0);
});

test('a duty that was lost ends, whoever has it now', async () => {
  const { prefix, onDuty, candidate } = stage();
  const frozen = candidate('frozen');
  await eventually(() => onDuty.has('frozen'));
  await redis.set(`${prefix}:duty`, 'another', 'PX', leaseMs);
  await eventually(() => onDuty.size === 0);
  await eventually(() => onDuty.has('frozen'));
  await frozen.close();
  expect(await redis.exists(`${prefix}:duty`)).toBe(0);
});

test('who may not be on duty hands it on, and takes it again when it may', async () => {
  const prefix = testPrefix();
  let mayHold = true;
  let runs = false;
  const duty = takeDuty(redis, {
    prefix,
    holder: 'one',
    leaseMs,
    onError: (error) => expect.unreachable(error.message),
    mayHold: () => mayHold,
    start: () => {
      runs = true;
      return [{ close: async () => void (runs = false) }];
    },
  });
  await eventually(() => runs);
  mayHold = false;
  await eventually(async () => !runs && (await redis.exists(`${prefix}:duty`)) === 0);
  mayHold = true;
  await eventually(() => runs);
  await duty.close();
});
