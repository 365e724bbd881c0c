import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeMp4 } from '@cineflow/storage';
import { eventually, startStack, testPrefix, watchClips, type Stack } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { storyboardOf } from './storyboards.ts';

const QUICK = { CINEFLOW_SETTLE_MS: '2000', CINEFLOW_STALL_MS: '1500', CINEFLOW_SUBMIT_TIMEOUT_MS: '2000' };
let directory: string;

let stack: Stack;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cineflow-'));
  stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().replaceAll(/[{}]/g, ''),
    outputDirectory: directory,
    workers: 2,
    env: QUICK,
    sandbox: { SANDBOX_RENDER_MS: '100' },
  });
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const paid = async (): Promise<number> => (await stack.bill()).creates.accepted;

describe('collecting', () => {
  test('35 bad downloads end in 35 verified clips, paid once', async () => {
    const faults = ['html', 'noise', 'empty', 'cut', 'short', 'wrong-length', '403', 'expired'];
    await using watched = await watchClips(directory, probeMp4);
    const tag = (index: number) => `[[fault:clip-${faults[index % faults.length]} x2]]`;
    const { id } = await stack.post(storyboardOf(35, 'bad downloads', tag));
    expect(await stack.finished(id)).toMatchObject({ state: 'completed', counts: { completed: 35 } });
    expect(await paid()).toBe(35);
    expect(await watched.wrong()).toEqual([]);
    expect(watched.clips()).toHaveLength(35);
    // A poster is made behind it, where there is an ffmpeg.
    await eventually(async () => (await partsOf(directory)) === 0);
  });

  test('a turned clip is kept with a warning', async () => {
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
    const record = join(directory, turned.clip.key.replace(/mp4$/, 'json'));
    expect(JSON.parse(await readFile(record, 'utf8'))).toMatchObject({ warnings: said });
    expect(await stack.get(`/v1/takes/${id}-2-1`)).not.toHaveProperty('warnings');
  });

  test('a damaged clip is fetched again, or paid if gone', async () => {
    const post = (name: string) => stack.post({ storyboard: storyboardOf(1, 'vault'), options: { name } });
    const pathOf = async (id: string): Promise<string> => {
      const { clip } = await stack.get<{ clip: { key: string } }>(`/v1/takes/${id}-1-1`);
      return join(directory, clip.key);
    };
    const before = await paid();
    const { id: first } = await post('first');
    await stack.finished(first);
    const damaged = await pathOf(first);
    await writeFile(damaged, 'damaged');
    const { id: second } = await post('second');
    expect(await stack.finished(second)).toMatchObject({ counts: { reused: 1 } });
    expect(await paid()).toBe(before + 1);
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
    await eventually(async () => (await paid()) === before + 2);
    await setFaults('');
    expect(await stack.finished(third)).toMatchObject({ counts: { completed: 1 } });
  });
});

async function partsOf(root: string): Promise<number> {
  const names = await readdir(root, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.part')).length;
}
