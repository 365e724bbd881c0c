import { connectRedis, eventually, startProcess, testPrefix } from '@cineflow/testkit';
import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openQueues, parkTakes, wakeTake, runWorker, type StepResult, type TakeJob } from './index.ts';

let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

const job: TakeJob = { takeId: 'sb-1-1', providerId: 'sora-hk' };

function fixture(run: () => Promise<StepResult>) {
  const prefix = testPrefix();
  const errors: Error[] = [];
  const queues = openQueues(redis, prefix, (error) => errors.push(error));
  const settings = { prefix, concurrency: 1, stallMs: 5000, onError: (error: Error) => errors.push(error) };
  const worker = runWorker<TakeJob>('takes', redis, settings, run);
  const close = async () => {
    await worker.close();
    await queues.close();
  };
  return { queues, errors, close };
}

test('a failing step is retried and never ends its job', async () => {
  let runs = 0;
  const { queues, errors, close } = fixture(async () => {
    runs += 1;
    if (runs === 1) throw new Error('OOM command not allowed');
    return { kind: 'done' };
  });
  await parkTakes(queues, [job]);
  await wakeTake(queues, job, 0);
  await eventually(async () => (await queues.takes.getJobState(job.takeId)) === 'completed');
  expect(runs).toBe(2);
  expect(errors.map(({ message }) => message)).toContain('OOM command not allowed');
  await close();
});

test('a wake recreates an ended or removed job', async () => {
  let runs = 0;
  const { queues, close } = fixture(async () => {
    runs += 1;
    return { kind: 'failed', message: 'no' };
  });
  await wakeTake(queues, job, 0);
  await eventually(async () => (await queues.takes.getJobState(job.takeId)) === 'failed');
  await wakeTake(queues, job, 0);
  await eventually(() => runs === 2);
  await eventually(async () => (await queues.takes.getJobState(job.takeId)) === 'failed');
  await queues.takes.remove(job.takeId);
  await wakeTake(queues, job, 0);
  await eventually(() => runs === 3);
  await close();
});

test('leaves jobs of a newer version alone', async () => {
  let runs = 0;
  const { queues, close } = fixture(async () => {
    runs += 1;
    return { kind: 'done' };
  });
  await queues.takes.add('take', { ...job, v: 99 } as TakeJob, { jobId: 'newer' });
  await queues.takes.add('take', job, { jobId: 'ours' });
  await eventually(async () => (await queues.takes.getJobState('ours')) === 'completed');
  await eventually(async () => (await queues.takes.getJobState('newer')) === 'delayed');
  expect(runs).toBe(1);
  await close();
});

test('survives a Redis that is silent at the start', async () => {
  const script = fileURLToPath(new URL('../test/silent-redis.ts', import.meta.url));
  await using child = await startProcess({
    name: 'worker of a silent Redis',
    command: process.execPath,
    args: [script, inject('redisUrl'), testPrefix()],
    ready: { line: (line) => line === 'done' },
    readyTimeoutMs: 90_000,
  });
  expect(child.lines()).toContain('Command timed out');
});
