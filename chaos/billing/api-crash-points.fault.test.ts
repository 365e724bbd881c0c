import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startApi, startStack, testPrefix, type Stack } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { chaosEnvironment, type Patch } from '../harness/patch.ts';
import { API_CRASH_POINTS, BEFORE_REDIS, DRAFT_CRASH_POINTS } from './crash-points.ts';

const SHOTS = 3;
/** Written in two parts. */
const MANY = 600;
/** Claims a key at once after a crash, instead of after ten seconds. */
const IMPATIENT: Patch = {
  file: 'apps/api/src/idempotency/claim-request.ts',
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
    CINEFLOW_DATA_DIR: `${directory}.data`,
    SORA_API_KEY: 'sora-test',
    SORA_BASE_URL: `${stack.sandbox.url}/v1`,
  };
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const post = (url: string, name: string, shots = SHOTS) =>
  fetch(`${url}/v1/storyboards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': name },
    body: JSON.stringify({
      options: { name },
      storyboard: {
        segments: Array.from({ length: shots }, (_, index) => ({
          segment_index: index + 1,
          prompt_text: `${name}, shot ${index + 1}`,
          duration_seconds: 10,
        })),
      },
    }),
  });

interface Listed {
  storyboards: { id: string; name: string; counts: Record<string, number> }[];
}
const named = async (name: string) =>
  (await stack.get<Listed>('/v1/storyboards?limit=100')).storyboards.filter((one) => one.name === name);

/** Orders from an API that dies at this point, then again with the same key from a healthy one. */
async function postTwice(name: string, patch: Patch, shots: number): Promise<string> {
  const dying = await startApi({ ...env, ...chaosEnvironment([patch, IMPATIENT]) });
  await expect(post(dying.url, name, shots)).rejects.toThrow('fetch failed');
  await eventually(() => dying.ended);
  await using healthy = await startApi({ ...env, ...chaosEnvironment([IMPATIENT]) });
  const { id } = await eventually(async () => {
    const answer = await post(healthy.url, name, shots);
    return answer.status === 202 && ((await answer.json()) as { id: string });
  });
  return id;
}

describe('an API that dies', () => {
  test.each(Object.entries(API_CRASH_POINTS))(
    '%s: the client asks again and has one storyboard',
    async (name, patch) => {
      const before = (await stack.bill()).creates.accepted;
      const id = await postTwice(name, patch, SHOTS);
      expect(await stack.finished(id)).toMatchObject({ counts: { completed: SHOTS } });
      expect(await named(name)).toHaveLength(1);
      expect((await stack.bill()).creates.accepted - before).toBe(SHOTS);
    },
  );

  test.each(Object.entries(DRAFT_CRASH_POINTS))(
    '%s: the draft stays hidden and a repeat makes one storyboard',
    async (name, patch) => {
      const id = await postTwice(name, patch, MANY);
      expect(await named(name)).toMatchObject([{ id }]);
      expect((await stack.get<{ counts: Record<string, number> }>(`/v1/storyboards/${id}`)).counts).toSatisfy(
        (counts: Record<string, number>) =>
          Object.values(counts).reduce((sum, count) => sum + count, 0) === MANY,
      );
      await fetch(`${stack.api.url}/v1/storyboards/${id}/cancel`, { method: 'POST' });
    },
  );

  test('after the commit, before Redis: the workers find it', async () => {
    const before = (await stack.bill()).creates.accepted;
    const dying = await startApi({ ...env, ...chaosEnvironment([BEFORE_REDIS]) });
    await post(dying.url, 'unheard').catch(() => undefined);
    await eventually(() => dying.ended);
    const [found] = await named('unheard');
    expect(await stack.finished(found?.id ?? '')).toMatchObject({ counts: { completed: SHOTS } });
    expect((await stack.bill()).creates.accepted - before).toBeGreaterThanOrEqual(SHOTS);
  });
});
