import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connectRedis,
  eventually,
  startStack,
  testPrefix,
  type Stack,
  type StackOptions,
} from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { storyboardOf } from './storyboards.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cineflow-polls-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const QUICK = { CINEFLOW_STALL_MS: '2000', CINEFLOW_POLL_FIRST_MS: '300' };
const EVERY_MS = 500;
const STEADY = { ...QUICK, CINEFLOW_POLL_MIN_MS: String(EVERY_MS), CINEFLOW_POLL_MAX_MS: String(EVERY_MS) };

const stackOf = (inFlight: number, more: Partial<StackOptions> = {}): StackOptions => ({
  redisUrl: inject('redisUrl'),
  prefix: testPrefix().replaceAll(/[{}]/g, ''),
  outputDirectory: join(directory, testPrefix()),
  workers: 2,
  ...more,
  env: { MAX_CONCURRENT_TASKS: String(inFlight), ...STEADY, ...more.env },
});

const inFlight = (stack: Stack, count: number) =>
  eventually(async () => (await stack.bill()).inFlight === count, { timeoutMs: 30_000 });

/** Questions about operations the provider has answered. */
async function asked(stack: Stack): Promise<number> {
  const { polls, lists } = (await stack.bill()).requests;
  return polls + lists;
}

test('polls of 500 operations keep to their budget', async () => {
  const env = { CINEFLOW_POLLS_PER_SECOND: '30', MAX_CONCURRENT_TASKS: '500' };
  await using stack = await startStack(stackOf(500, { env, sandbox: { SANDBOX_FAULTS: 'list-500=1' } }));
  await stack.post(storyboardOf(500, 'stuck', () => '[[fault:stuck]]'));
  await inFlight(stack, 500);
  const { polls } = (await stack.bill()).requests;
  await eventually(async () => (await stack.bill()).requests.polls > polls + 60);
  const { requests } = await stack.bill();
  expect(requests.maxAskedPerSecond).toBeLessThanOrEqual(30);
  expect(requests.maxAskedPerSecond).toBeGreaterThan(15);
});

describe('the leader', () => {
  test.for(['SIGKILL', 'SIGSTOP'] as const)('%s: another worker takes over the polls', async (signal) => {
    const options = stackOf(10, { env: { CINEFLOW_POLL_MIN_MS: '300' } });
    await using stack = await startStack(options);
    await using redis = connectRedis(options.redisUrl);
    await stack.post(storyboardOf(10, 'stuck', () => '[[fault:stuck]]'));
    await inFlight(stack, 10);
    const holder = async () => Number((await redis.get(`{${options.prefix}}:leader`))?.split('-')[0]);
    const first = await holder();
    await stack.workers.find(({ pid }) => pid === first)?.kill(signal);
    const before = await asked(stack);
    const other = stack.workers.find(({ pid }) => pid !== first)?.pid;
    await eventually(async () => (await holder()) === other);
    await eventually(async () => (await asked(stack)) > before + 10, { timeoutMs: 20_000 });
  });
});
