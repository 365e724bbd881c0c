import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startApi, startStack, testPrefix, type Stack } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { chaosEnvironment, type Patch } from '../harness/patch.ts';
import { API_CRASH_POINTS } from './crash-points.ts';

const SHOTS = 3;
/** A request that died holds its key for ten seconds; here it need not. */
const IMPATIENT: Patch = {
  file: 'packages/ledger/src/idempotency.ts',
  find: 'const BUSY_MS = 10_000;',
  replace: 'const BUSY_MS = 300;',
};
let directory: string;
let stack: Stack;
let env: Record<string, string>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cineflow-api-crash-'));
  const prefix = testPrefix().slice(1, -1);
  stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix,
    outputDirectory: directory,
    workers: 1,
    sandbox: { SANDBOX_RENDER_MS: '50' },
  });
  env = {
    REDIS_URL: inject('redisUrl'),
    CINEFLOW_PREFIX: prefix,
    OUTPUT_DIR: directory,
    SORA_API_KEY: 'sora-test',
    SORA_BASE_URL: `${stack.sandbox.url}/v1`,
  };
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const post = (url: string, name: string) =>
  fetch(`${url}/v1/storyboards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': name },
    body: JSON.stringify({
      options: { name },
      storyboard: {
        segments: Array.from({ length: SHOTS }, (_, index) => ({
          segment_index: index + 1,
          prompt_text: `${name}, shot ${index + 1}`,
          duration_seconds: 10,
        })),
      },
    }),
  });

describe('an API that dies', () => {
  test.each(Object.entries(API_CRASH_POINTS))(
    '%s: the client asks again and has one storyboard',
    async (name, patch) => {
      const before = (await stack.bill()).creates.accepted;
      const dying = await startApi({ ...env, ...chaosEnvironment([patch, IMPATIENT]) });
      await expect(post(dying.url, name)).rejects.toThrow('fetch failed');
      await eventually(() => dying.ended);
      await using healthy = await startApi({ ...env, ...chaosEnvironment([IMPATIENT]) });
      const { id } = await eventually(async () => {
        const answer = await post(healthy.url, name);
        return answer.status === 202 && ((await answer.json()) as { id: string });
      });
      expect(await stack.finished(id)).toMatchObject({ counts: { completed: SHOTS } });
      const { storyboards } = await stack.get<{ storyboards: { name: string }[] }>(
        '/v1/storyboards?limit=100',
      );
      expect(storyboards.filter((one) => one.name === name)).toHaveLength(1);
      expect((await stack.bill()).creates.accepted - before).toBe(SHOTS);
      await healthy.kill('SIGKILL');
    },
  );
});
