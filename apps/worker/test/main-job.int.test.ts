import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startStack, testPrefix, type StackOptions } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { storyboardOf } from './storyboards.ts';

const QUICK = { CINEFLOW_SETTLE_MS: '2000', CINEFLOW_STALL_MS: '1500', CINEFLOW_SUBMIT_TIMEOUT_MS: '2000' };
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cineflow-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const stackOf = (more: Partial<StackOptions> = {}): Parameters<typeof startStack>[0] => ({
  redisUrl: inject('redisUrl'),
  prefix: testPrefix().replaceAll(/[{}]/g, ''),
  outputDirectory: join(directory, testPrefix()),
  workers: 2,
  env: QUICK,
  ...more,
});

describe('the main job', () => {
  test('renders a storyboard once; a second order is free', async () => {
    const options = stackOf({ sandbox: { SANDBOX_RENDER_MS: '300', SANDBOX_LIMIT: '20' } });
    await using stack = await startStack(options);
    const { id } = await stack.post(storyboardOf(12, 'first'));
    const status = await stack.finished(id);
    expect(status).toMatchObject({ state: 'completed', counts: { completed: 12 } });
    expect((await stack.bill()).creates).toMatchObject({ received: 12, accepted: 12 });
    const shot = await readdir(join(options.outputDirectory, 'first', '1'));
    expect(shot.toSorted()).toEqual([expect.stringMatching(/\.json$/), expect.stringMatching(/\.mp4$/)]);
    const { takes } = (
      await stack.get<{ shots: { takes: { takeId: string }[] }[] }>(`/v1/storyboards/${id}/shots`)
    ).shots[0] ?? { takes: [] };
    const video = await fetch(`${stack.api.url}/v1/takes/${takes[0]?.takeId}/video`);
    const bytes = Buffer.from(await video.arrayBuffer());
    const stored = shot.find((name) => name.endsWith('.mp4')) ?? '';
    expect(bytes.equals(await readFile(join(options.outputDirectory, 'first', '1', stored)))).toBe(true);

    const again = await stack.post({
      storyboard: storyboardOf(12, 'first'),
      options: { name: 'other name' },
    });
    expect((await stack.finished(again.id)).counts).toMatchObject({ reused: 12 });
    expect((await stack.bill()).creates.received).toBe(12);
    expect(await readdir(join(options.outputDirectory, 'other name'))).toHaveLength(12);
  });

  test('pays each take once despite a kill of everything', async () => {
    const options = stackOf({ sandbox: { SANDBOX_RENDER_MS: '800' } });
    await using stack = await startStack({ ...options, env: { ...QUICK, MAX_CONCURRENT_TASKS: '10' } });
    const { id } = await stack.post(storyboardOf(20, 'killed'));
    await eventually(async () => (await stack.bill()).creates.accepted >= 5);
    await stack.killAll('SIGKILL');
    await stack.restart();
    expect(await stack.finished(id)).toMatchObject({ state: 'completed', counts: { completed: 20 } });
    const bill = await stack.bill();
    expect(bill.creates.accepted).toBe(20);
    expect(bill.maxInFlight).toBeLessThanOrEqual(10);
  });

  test('sends nothing more after SIGTERM, and exits with 0', async () => {
    const options = stackOf({ sandbox: { SANDBOX_RENDER_MS: '500' } });
    await using stack = await startStack({ ...options, env: { ...QUICK, MAX_CONCURRENT_TASKS: '2' } });
    await stack.post(storyboardOf(20, 'drained'));
    await eventually(async () => (await stack.bill()).creates.accepted >= 3);
    await Promise.all(stack.workers.map((worker) => worker.kill('SIGTERM')));
    const { received } = (await stack.bill()).creates;
    expect(stack.workers.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    await eventually(async () => (await stack.bill()).inFlight === 0);
    expect((await stack.bill()).creates.received).toBe(received);
  });
});
