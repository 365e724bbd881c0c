import { appendFile, mkdir, mkdtemp, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeMp4 } from '@cineflow/storage';
import {
  eventually,
  killCollectors,
  mountSmallDisk,
  startStack,
  testPrefix,
  watchClips,
  type StackOptions,
} from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { storyboardOf } from './storyboards.ts';

const QUICK = { CINEFLOW_SETTLE_MS: '2000', CINEFLOW_STALL_MS: '1500', CINEFLOW_SUBMIT_TIMEOUT_MS: '2000' };
const MEGABYTE = 1024 * 1024;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cineflow-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const stackOf = (more: Partial<StackOptions> = {}): StackOptions => ({
  redisUrl: inject('redisUrl'),
  prefix: testPrefix().replaceAll(/[{}]/g, ''),
  outputDirectory: join(directory, testPrefix()),
  workers: 2,
  env: QUICK,
  ...more,
});

interface Waiting {
  waiting: { reason: string; takes: number }[];
}

describe('collecting', () => {
  test('a full disk loses nothing and pays nothing again', async ({ skip }) => {
    const options = stackOf({ sandbox: { SANDBOX_RENDER_MS: '500' } });
    await using mounted = await mountSmallDisk(options.outputDirectory, 64 * MEGABYTE);
    if (!mounted) skip('a disk of our own can only be mounted by root');
    const env = { ...QUICK, MAX_CONCURRENT_TASKS: '5', CINEFLOW_STORAGE_RESERVE_MB: '8' };
    await using stack = await startStack({ ...options, env });
    const { id } = await stack.post(storyboardOf(40, 'full disk'));
    await eventually(async () => (await stack.bill()).creates.accepted >= 8, { timeoutMs: 20_000 });

    const filler = join(options.outputDirectory, 'filler');
    await fillDisk(filler);
    await eventually(
      async () => {
        const { waiting } = await stack.get<Waiting>(`/v1/storyboards/${id}`);
        const stored = waiting.find(({ reason }) => reason === 'storage');
        return stored?.takes === waiting.reduce((sum, { takes }) => sum + takes, 0);
      },
      { timeoutMs: 20_000 },
    );
    const paid = (await stack.bill()).creates.received;
    expect(paid).toBeLessThan(40);

    await rm(filler);
    expect(await stack.finished(id)).toMatchObject({ state: 'completed', counts: { completed: 40 } });
    expect((await stack.bill()).creates).toMatchObject({ received: 40, accepted: 40 });
  });

  test('waits if the output folder is empty after a restart', async () => {
    const options = stackOf({ sandbox: { SANDBOX_RENDER_MS: '100' } });
    await using stack = await startStack(options);
    await stack.finished((await stack.post(storyboardOf(3, 'mounted'))).id);
    await stack.killAll('SIGTERM');
    await rename(options.outputDirectory, `${options.outputDirectory}.away`);
    await mkdir(options.outputDirectory);
    await stack.restart();
    const again = await stack.post({ storyboard: storyboardOf(3, 'mounted'), options: { name: 'again' } });
    const other = await stack.post(storyboardOf(2, 'another'));
    const isWaiting = (id: string) => async () => {
      const { waiting } = await stack.get<Waiting>(`/v1/storyboards/${id}`);
      return waiting.some(({ reason }) => reason === 'storage');
    };
    await eventually(isWaiting(again.id), { timeoutMs: 30_000 });
    await eventually(isWaiting(other.id), { timeoutMs: 30_000 });
    await rm(options.outputDirectory, { recursive: true });
    await rename(`${options.outputDirectory}.away`, options.outputDirectory);
    expect((await stack.finished(again.id)).counts).toMatchObject({ reused: 3 });
    expect((await stack.finished(other.id)).counts).toMatchObject({ completed: 2 });
    expect((await stack.bill()).creates.received).toBeLessThanOrEqual(5);
  });

  test('a worker frozen in a download leaves one clip', async () => {
    const options = stackOf({
      sandbox: { SANDBOX_RENDER_MS: '100', SANDBOX_SLOW_BYTES_PER_SECOND: '60000' },
    });
    await using stack = await startStack(options);
    await using watched = await watchClips(options.outputDirectory, probeMp4);
    const { id } = await stack.post(storyboardOf(2, 'frozen', () => '[[fault:clip-slow]]'));
    await eventually(async () => (await partsOf(options.outputDirectory)) === 2);
    const [frozen] = stack.workers;
    await frozen?.kill('SIGSTOP');
    expect(await stack.finished(id)).toMatchObject({ counts: { completed: 2 } });
    await frozen?.kill('SIGCONT');
    await eventually(async () => (await partsOf(options.outputDirectory)) === 0);
    expect(await watched.wrong()).toEqual([]);
    expect(watched.clips()).toHaveLength(2);
    expect((await stack.bill()).creates.accepted).toBe(2);
  });

  test('kills during downloads leave no partial clip', async () => {
    const outputDirectory = join(directory, testPrefix());
    const redisUrl = inject('redisUrl');
    const report = await killCollectors({ redisUrl, outputDirectory, kills: 3, checkClip: probeMp4 });
    expect(report).toMatchObject({ kills: 3, wrong: [], paid: report.takes, clips: report.takes });
    expect(report.completed).toBe(report.takes);
  });

  test('waits for a lost output folder without paying again', async () => {
    const options = stackOf({ sandbox: { SANDBOX_RENDER_MS: '100' } });
    await using stack = await startStack(options);
    await stack.finished((await stack.post(storyboardOf(3, 'kept'))).id);
    await rename(options.outputDirectory, `${options.outputDirectory}.away`);
    const again = await stack.post({ storyboard: storyboardOf(3, 'kept'), options: { name: 'again' } });
    const waiting = (reason: string) => async () =>
      (await stack.get<{ waiting: { reason: string }[] }>(`/v1/storyboards/${again.id}`)).waiting.some(
        (wait) => wait.reason === reason,
      );
    await eventually(waiting('storage'), { timeoutMs: 30_000 });
    await rename(`${options.outputDirectory}.away`, options.outputDirectory);
    expect((await stack.finished(again.id)).counts).toMatchObject({ reused: 3 });
    expect((await stack.bill()).creates.received).toBe(3);
  });
});

async function partsOf(root: string): Promise<number> {
  const names = await readdir(root, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.part')).length;
}

/** Leaves less than a megabyte. */
async function fillDisk(path: string): Promise<void> {
  await writeFile(path, '');
  for (;;) {
    const { bavail, bsize } = await statfs(path);
    if (bavail * bsize < MEGABYTE) return;
    await appendFile(path, Buffer.alloc(MEGABYTE / 2));
  }
}
