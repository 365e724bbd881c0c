import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startStack, testPrefix, type Stack } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { storyboardOf } from './storyboards.ts';

const EVERY_MS = 500;
let directory: string;
let stack: Stack;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cineflow-polls-'));
  stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().replaceAll(/[{}]/g, ''),
    outputDirectory: directory,
    workers: 2,
    env: {
      MAX_CONCURRENT_TASKS: '200',
      CINEFLOW_STALL_MS: '2000',
      CINEFLOW_POLL_FIRST_MS: '300',
      CINEFLOW_POLL_MIN_MS: String(EVERY_MS),
      CINEFLOW_POLL_MAX_MS: String(EVERY_MS),
    },
    sandbox: { SANDBOX_RENDER_MS: '8000' },
  });
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** Questions about operations the provider has answered. */
async function asked(): Promise<number> {
  const { polls, lists } = (await stack.bill()).requests;
  return polls + lists;
}

async function control(settings: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${stack.sandbox.url}/control`, { method: 'PATCH', headers, body: JSON.stringify(settings) });
}

describe('polls by list', () => {
  test('need far fewer requests than single polls', async () => {
    const { id } = await stack.post(storyboardOf(200, 'many'));
    await eventually(async () => (await stack.bill()).inFlight === 200, { timeoutMs: 30_000 });
    const [before, startedAt] = [await asked(), performance.now()];
    const { lists } = (await stack.bill()).requests;
    await eventually(async () => (await stack.bill()).requests.lists >= lists + 12);
    const rounds = (performance.now() - startedAt) / EVERY_MS;
    expect((await asked()) - before).toBeLessThan((rounds * 200) / 5);
    const end = await stack.finished(id, 60_000);
    expect(end).toMatchObject({ state: 'completed', counts: { completed: 200 } });
    expect((await stack.bill()).creates.accepted).toBe(200);
  });

  test('detect a failed operation', async () => {
    await control({ renderMs: '1500' });
    const before = (await stack.bill()).requests.polls;
    const { id } = await stack.post(storyboardOf(60, 'bad', () => '[[fault:content-failed]]'));
    expect(await stack.finished(id)).toMatchObject({ state: 'failed', counts: { failed: 60 } });
    // Single polls would need three questions each or more.
    expect((await stack.bill()).requests.polls - before).toBeLessThan(180);
  });

  test('end for a while when the list never shows an end', async () => {
    await control({ renderMs: '2000', faults: 'list-stale=1' });
    const { id } = await stack.post(storyboardOf(120, 'stale'));
    // Spot checks alone would need a minute.
    expect(await stack.finished(id, 25_000)).toMatchObject({ counts: { completed: 120 } });
  });
});
