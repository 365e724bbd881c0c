import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  connectRedis,
  eventually,
  startPrivateRedis,
  startStack,
  startWorker,
  makeTempDirectory,
} from '@cineflow/testkit';
import { expect, test } from 'vitest';
import { chaosEnvironment, type Patch } from '../harness/patch.ts';
import { archivePatches } from './archive-patches.ts';

const QUICK = archivePatches(500, 700);
const FILE = 'packages/ledger/src/journal/archive-journals.ts';
const crash = (find: string): Patch => ({
  file: FILE,
  find,
  replace: `globalThis.chaos.crash(${JSON.stringify(find)}, 1); ${find}`,
});
const DEATHS = [
  crash('await handle.sync();'),
  crash('await rename(unfinished, path);'),
  crash('for (const name of names) await rm(join(directory, name), { force: true });'),
];
const segments = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    segment_index: index + 1,
    prompt_text: `${name}, shot ${index + 1}`,
    duration_seconds: 10,
  }));

test('journals are archived while workers die doing it, and a Redis that is emptied afterwards is rebuilt from them', async () => {
  await using redis = await startPrivateRedis({ appendonly: true });
  await using output = await makeTempDirectory('archived');
  const env = {
    CINEFLOW_SETTLE_MS: '1000',
    CINEFLOW_STALL_MS: '1000',
    CINEFLOW_SUBMIT_TIMEOUT_MS: '1000',
    ...chaosEnvironment(QUICK),
  };
  await using stack = await startStack({
    redisUrl: redis.url,
    prefix: 'archive',
    outputDirectory: output.path,
    workers: 0,
    env,
    sandbox: { SANDBOX_RENDER_MS: '100-300' },
  });
  const mine = {
    ...env,
    REDIS_URL: redis.url,
    CINEFLOW_PREFIX: 'archive',
    OUTPUT_DIR: output.path,
    SORA_API_KEY: 'sora-test',
    SORA_BASE_URL: `${stack.sandbox.url}/v1`,
  };
  const first = await stack.post({
    storyboard: { segments: segments('first', 30) },
    options: { name: 'first' },
  });
  const second = await stack.post({
    storyboard: { segments: segments('second', 30) },
    options: { name: 'second' },
  });
  for (const death of DEATHS) {
    const dying = await startWorker({ ...mine, ...chaosEnvironment([...QUICK, death]) });
    await eventually(() => dying.ended, { timeoutMs: 20_000 });
    expect(dying.lines().join('\n')).toContain('{"chaos":"crash"');
  }
  await using worker = await startWorker({ ...mine, MAX_CONCURRENT_TASKS: '4' });
  const journals = async (): Promise<string[]> => readdir(join(output.path, '.journal'));
  await eventually(async () => (await journals()).some((name) => /^archive-.*\.journal$/.test(name)), {
    timeoutMs: 20_000,
  });
  await using client = connectRedis(redis.url);
  await client.flushall();
  for (const { id } of [first, second]) {
    await eventually(() => stack.get(`/v1/storyboards/${id}`), { timeoutMs: 20_000 });
    expect((await stack.finished(id)).counts).toMatchObject({ completed: 30 });
  }
  expect((await stack.bill()).creates.accepted).toBe(60);
  await worker.kill('SIGKILL');
});
