import {
  makeTempDirectory,
  startStack,
  testPrefix,
  type StackOptions,
  type TempDirectory,
} from '@cineflow/testkit';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { storyboardOf } from './storyboards.ts';

let directory: TempDirectory;
beforeAll(async () => {
  directory = await makeTempDirectory('lists');
});
afterAll(() => directory[Symbol.asyncDispose]());

const env = {
  MAX_CONCURRENT_TASKS: '40',
  CINEFLOW_STALL_MS: '2000',
  CINEFLOW_COOLDOWN_MS: '1000',
  CINEFLOW_POLL_FIRST_MS: '300',
  CINEFLOW_POLL_MIN_MS: '500',
  CINEFLOW_POLL_MAX_MS: '500',
};

const stackOf = (): StackOptions => ({
  redisUrl: inject('redisUrl'),
  prefix: testPrefix().slice(1, -1),
  outputDirectory: `${directory.path}/${testPrefix()}`,
  workers: 2,
  env,
});

test.for<[string, Record<string, string>]>([
  ['lags behind', { SANDBOX_LIST_LAG_MS: '1000' }],
  ['leaves rows out', { SANDBOX_FAULTS: 'list-short=1' }],
  ['is cut now and then', { SANDBOX_FAULTS: 'list-cut-json=0.3' }],
  ['is a page of HTML', { SANDBOX_FAULTS: 'list-html=1' }],
  ['wants to be left alone', { SANDBOX_FAULTS: 'list-429=0.5', SANDBOX_RETRY_AFTER_SECONDS: '1' }],
  ['is never up to date', { SANDBOX_FAULTS: 'list-stale=1' }],
])('nothing is lost or failed where the list %s', async ([name, sandbox]) => {
  await using stack = await startStack({ ...stackOf(), sandbox: { SANDBOX_RENDER_MS: '1500', ...sandbox } });
  const { id } = await stack.post(storyboardOf(40, name));
  expect(await stack.finished(id, 90_000)).toMatchObject({ counts: { completed: 40 } });
  const bill = await stack.bill();
  expect(bill.creates.accepted).toBe(40);
  expect(bill.requests.lists).toBeGreaterThan(0);
});
