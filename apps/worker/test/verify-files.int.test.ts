import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { basicEnvironment, startStack, testPrefix } from '@cineflow/testkit';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { storyboardOf } from './storyboards.ts';

const SCRIPT = fileURLToPath(new URL('../scripts/verify-files.ts', import.meta.url));
const prefix = testPrefix().replaceAll(/[{}]/g, '');
const env = { REDIS_URL: '', CINEFLOW_PREFIX: prefix, OUTPUT_DIR: '', CINEFLOW_DATA_DIR: '' };
let clips: string[];

beforeAll(async () => {
  env.OUTPUT_DIR = await mkdtemp(join(tmpdir(), 'cineflow-verify-'));
  env.CINEFLOW_DATA_DIR = `${env.OUTPUT_DIR}.data`;
  env.REDIS_URL = inject('redisUrl');
  await using stack = await startStack({
    redisUrl: env.REDIS_URL,
    prefix: env.CINEFLOW_PREFIX,
    outputDirectory: env.OUTPUT_DIR,
    dataDirectory: env.CINEFLOW_DATA_DIR,
    workers: 1,
    sandbox: { SANDBOX_RENDER_MS: '100' },
  });
  const { id } = await stack.post(storyboardOf(4, 'kept'));
  await stack.finished(id);
  const names = await readdir(env.OUTPUT_DIR, { recursive: true });
  clips = names.filter((name) => name.endsWith('.mp4')).toSorted();
});
afterAll(async () => {
  for (const folder of [env.OUTPUT_DIR, env.CINEFLOW_DATA_DIR])
    await rm(folder, { recursive: true, force: true });
});

/** Runs the script as an operator would. */
function verifyFiles(...options: string[]): Promise<{ code: number; counts: unknown; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [SCRIPT, ...options],
      { env: { ...basicEnvironment(), ...env } },
      (_, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, counts: JSON.parse(stdout || 'null'), said: stderr });
      },
    );
  });
}

test('reports changed, removed and added files', async () => {
  expect(await verifyFiles()).toMatchObject({ code: 0, counts: { good: 4, missing: 0, damaged: 0 } });

  const [changed = '', removed = '', stripped = ''] = clips;
  const path = join(env.OUTPUT_DIR, changed);
  const bytes = await readFile(path);
  bytes[500] = (bytes[500] ?? 0) ^ 1;
  await writeFile(path, bytes);
  await rm(join(env.OUTPUT_DIR, removed));
  await rm(join(env.OUTPUT_DIR, stripped.replace(/mp4$/, 'json')));
  await writeFile(join(env.OUTPUT_DIR, 'foreign.mp4'), bytes);

  const online = await verifyFiles();
  expect(online).toMatchObject({ code: 1, counts: { good: 2, missing: 1, damaged: 1, unrecorded: 1 } });
  for (const line of [`damaged: ${changed}`, `missing: ${removed}`, 'unrecorded: foreign.mp4'])
    expect(online.said).toContain(line);
  const offline = await verifyFiles('--offline');
  expect(offline).toMatchObject({ code: 1, counts: { good: 1, damaged: 1, missing: 0, unrecorded: 2 } });
});

test('detects a foreign folder instead of reporting losses', async () => {
  const names = await readdir(env.OUTPUT_DIR);
  const mark = names.find((name) => name.startsWith('.cineflow-store-')) ?? '';
  await rm(join(env.OUTPUT_DIR, mark));
  expect(await verifyFiles()).toMatchObject({ code: 2, said: expect.stringContaining(mark) as string });
});
