import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  statfs,
  writeFile,
} from 'node:fs/promises';
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
  test('35 clips behind every kind of bad download: 35 right clips, no wrong byte ever in sight, 35 paid', async () => {
    const faults = ['html', 'noise', 'empty', 'cut', 'short', 'wrong-length', '403', 'expired'];
    const options = stackOf({ sandbox: { SANDBOX_RENDER_MS: '100' } });
    await using stack = await startStack(options);
    await using watched = await watchClips(options.outputDirectory, probeMp4);
    const tag = (index: number) => `[[fault:clip-${faults[index % faults.length]} x2]]`;
    const { id } = await stack.post(storyboardOf(35, 'bad downloads', tag));
    expect(await stack.finished(id)).toMatchObject({ state: 'completed', counts: { completed: 35 } });
    expect((await stack.bill()).creates.accepted).toBe(35);
    expect(await watched.wrong()).toEqual([]);
    expect(watched.clips()).toHaveLength(35);
    // A poster is made behind it, where there is an ffmpeg.
    await eventually(async () => (await partsOf(options.outputDirectory)) === 0);
  });

  test('a clip that lies the other way is kept, with a warning on take, storyboard and record', async () => {
    const options = stackOf({ workers: 1, sandbox: { SANDBOX_RENDER_MS: '100' } });
    await using stack = await startStack(options);
    const segments = ['[[fault:clip-turned]] a tall door', 'a tall tree'].map((prompt_text, index) => {
      return { segment_index: index + 1, prompt_text, duration_seconds: 10, resolution: 'vertical' };
    });
    const { id } = await stack.post({ segments });
    expect(await stack.finished(id)).toMatchObject({
      counts: { completed: 2 },
      warnings: [{ code: 'clip-differs', count: 1 }],
    });
    const said = ['the clip is 640x360, ordered was 9:16'];
    const turned = await stack.get<{ clip: { key: string } }>(`/v1/takes/${id}-1-1`);
    expect(turned).toMatchObject({ warnings: said, clip: { width: 640, height: 360 } });
    const record = join(options.outputDirectory, turned.clip.key.replace(/mp4$/, 'json'));
    expect(JSON.parse(await readFile(record, 'utf8'))).toMatchObject({ warnings: said });
    expect(await stack.get(`/v1/takes/${id}-2-1`)).not.toHaveProperty('warnings');
  });

  test('a stored clip that is damaged is fetched again, and paid again only where the provider has it no more', async () => {
    const options = stackOf({ sandbox: { SANDBOX_RENDER_MS: '100' } });
    await using stack = await startStack(options);
    const post = (name: string) => stack.post({ storyboard: storyboardOf(1, 'vault'), options: { name } });
    const pathOf = async (id: string): Promise<string> => {
      const { clip } = await stack.get<{ clip: { key: string } }>(`/v1/takes/${id}-1-1`);
      return join(options.outputDirectory, clip.key);
    };
    const paid = async () => (await stack.bill()).creates.accepted;
    const { id: first } = await post('first');
    await stack.finished(first);
    const damaged = await pathOf(first);
    await writeFile(damaged, 'damaged');
    const { id: second } = await post('second');
    expect(await stack.finished(second)).toMatchObject({ counts: { reused: 1 } });
    expect(await paid()).toBe(1);
    // The take it was made for has its clip again, too; nothing was written over.
    const paths = [await pathOf(first), await pathOf(second)];
    expect(paths).not.toContain(damaged);
    for (const path of paths)
      await expect(probeMp4(path)).resolves.toMatchObject({ codec: expect.any(String) });

    const setFaults = (faults: string) =>
      fetch(`${stack.sandbox.url}/control`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ faults }),
      });
    await Promise.all(paths.map((path) => rm(path)));
    await setFaults('poll-not-found-once=1');
    const { id: third } = await post('third');
    await eventually(async () => (await paid()) === 2);
    await setFaults('');
    expect(await stack.finished(third)).toMatchObject({ counts: { completed: 1 } });
  });

  test('a disk that runs full in mid-run and is freed: nothing lost, nothing paid again', async ({
    skip,
  }) => {
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

  test('waits where the output folder is empty after a restart, and pays for nothing again', async () => {
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

  test('a worker frozen in a download, and thawed when another has stored the clip: one clip, one record', async () => {
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

  test('workers killed with -9 in their downloads: no half clip in sight, nothing paid again', async () => {
    const outputDirectory = join(directory, testPrefix());
    const redisUrl = inject('redisUrl');
    const report = await killCollectors({ redisUrl, outputDirectory, kills: 3, checkClip: probeMp4 });
    expect(report).toMatchObject({ kills: 3, wrong: [], paid: report.takes, clips: report.takes });
    expect(report.completed).toBe(report.takes);
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
