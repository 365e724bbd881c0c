import { connectRedis, eventually, testPrefix } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import {
  mendDelays,
  openQueues,
  requestCollect,
  runWorker,
  scheduleUpkeep,
  type StepResult,
} from './index.ts';

const DAY_MS = 86_400_000;
const LONGEST = { polls: 2000, collects: 900_000 };
const PLAN = { wake: 2000, converge: 5000, reconcile: 1000, probe: 15_000, storage: 5000, sweep: 600_000 };

let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());
afterEach(() => void vi.restoreAllMocks());

/** Does something in a process whose clock is a day ahead. */
async function aDayAhead(work: () => Promise<unknown>): Promise<void> {
  const now = Date.now.bind(Date);
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + DAY_MS);
  await work();
  clock.mockRestore();
}

function fixture(queue: 'upkeep' | 'collects') {
  const prefix = testPrefix();
  const [begun, errors]: [string[], Error[]] = [[], []];
  const onError = (error: Error) => errors.push(error);
  const queues = openQueues(redis, prefix, onError);
  const run = async ({ name }: { name: string }): Promise<StepResult> => {
    begun.push(name);
    return { kind: 'done' };
  };
  const settings = { prefix, concurrency: 1, stallMs: 5000, onError };
  const start = () => runWorker(queue, redis, settings, run);
  return { queues, begun, errors, start };
}

describe('after a clock that was a day ahead', () => {
  test('repeatable jobs run again once their schedule is written anew', async () => {
    const { queues, begun, errors, start } = fixture('upkeep');
    await aDayAhead(() => scheduleUpkeep(queues, PLAN));
    await scheduleUpkeep(queues, PLAN);
    expect(await mendDelays(redis, queues, LONGEST)).toBeGreaterThan(0);
    await scheduleUpkeep(queues, PLAN);
    const worker = start();
    await eventually(() => begun.filter((name) => name === 'reconcile').length >= 2);
    expect(await mendDelays(redis, queues, LONGEST)).toBe(0);
    expect(errors).toEqual([]);
    await worker.close();
    await queues.close();
  });

  test('a delayed download is due at once', async () => {
    const { queues, begun, errors, start } = fixture('collects');
    const job = { takeId: 'sb-1-1', providerId: 'sora-hk' };
    await aDayAhead(() => queues.collects.add('collect', job, { jobId: 'collect-sb-1-1', delay: 1000 }));
    await requestCollect(queues, job);
    expect(await queues.collects.getJobState('collect-sb-1-1')).toBe('delayed');
    expect(await mendDelays(redis, queues, LONGEST)).toBe(1);
    const worker = start();
    await eventually(() => begun.length === 1);
    expect(errors).toEqual([]);
    await worker.close();
    await queues.close();
  });
});
