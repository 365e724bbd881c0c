import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startStack, startWorker, testPrefix, type Stack } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { chaosEnvironment } from '../harness/patch.ts';
import { CRASH_POINTS, CRASH_SHOTS } from './crash-points.ts';

let directory: string;
let stack: Stack;
let env: Record<string, string>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cineflow-crash-'));
  const prefix = testPrefix().slice(1, -1);
  const quick = {
    CINEFLOW_SETTLE_MS: '800',
    CINEFLOW_STALL_MS: '800',
    CINEFLOW_SUBMIT_TIMEOUT_MS: '800',
  };
  stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix,
    outputDirectory: directory,
    workers: 0,
    env: quick,
    sandbox: { SANDBOX_RENDER_MS: '100' },
  });
  env = {
    ...quick,
    REDIS_URL: inject('redisUrl'),
    CINEFLOW_PREFIX: prefix,
    OUTPUT_DIR: directory,
    CINEFLOW_DATA_DIR: `${directory}.data`,
    SORA_API_KEY: 'sora-test',
    SORA_BASE_URL: `${stack.sandbox.url}/v1`,
  };
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function control(change: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(change);
  const answer = await fetch(`${stack.sandbox.url}/control`, { method: 'PATCH', headers, body });
  expect(answer.status).toBe(200);
}

describe('a worker that dies', () => {
  test.each(Object.entries(CRASH_POINTS))('%s: every take is paid once and made', async (name, patch) => {
    const before = (await stack.bill()).creates.accepted;
    const { id } = await stack.post({
      segments: Array.from({ length: CRASH_SHOTS }, (_, index) => ({
        segment_index: index + 1,
        prompt_text: `${name}, shot ${index + 1}`,
        duration_seconds: 10,
      })),
    });
    const dying = await startWorker({ ...env, ...chaosEnvironment([patch]) });
    await eventually(() => dying.lines().some((line) => line.startsWith('{"chaos":"crash"')));
    await dying.kill('SIGKILL');
    // The journal must be enough, without the provider's list.
    await control({ faults: name.startsWith('CP8') ? 'list-500=1' : '' });
    await using healthy = await startWorker(env);
    expect(await stack.finished(id)).toMatchObject({
      state: 'completed',
      counts: { completed: CRASH_SHOTS },
    });
    expect((await stack.bill()).creates.accepted - before).toBe(CRASH_SHOTS);
    await healthy.kill('SIGKILL');
  });
});
