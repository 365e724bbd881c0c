import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { basicEnvironment } from '@cineflow/testkit';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cineflow-demo-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs the demo with one storyboard of these prompts. */
async function runDemo(
  prompts: readonly string[],
  ...flags: string[]
): Promise<{ code: number; output: string }> {
  const file = join(folder, 'storyboard.json');
  const segments = prompts.map((prompt, index) => ({
    segment_index: index + 1,
    prompt_text: prompt,
    duration_seconds: 10,
    resolution: 'vertical',
  }));
  await writeFile(file, JSON.stringify({ metadata: { project_name: '试片' }, segments }));
  const args = [main, '--lang', 'en', '--output', folder, '--file', file, ...flags];
  const env = { ...basicEnvironment(), REDIS_URL: inject('redisUrl') };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

test('pays every clip once, and nothing in a second run', async () => {
  const first = await runDemo(['雨夜', '清晨']);
  expect(first.output).toMatch(/Sandbox bill: 2 creates accepted.*\n.*paid per take 1\.00/);
  expect(first.output).toMatch(/试片 +2 +1 +sora-hk +completed/);
  expect(first.code).toBe(0);
  for (const name of ['api', 'sandbox', 'worker-1', 'worker-2']) {
    expect(await readFile(join(folder, 'redis', 'logs', `${name}.log`), 'utf8')).toContain('"msg"');
  }

  const second = await runDemo(['雨夜', '清晨']);
  expect(second.output).toMatch(/2 takes reused/);
  expect(second.output).toMatch(/2 creates accepted/);
  expect(second.code).toBe(0);
});

test('fails with the name of a failed take and the reason', async () => {
  const { code, output } = await runDemo(['雨夜', '清晨 [[fault:content-refusal]]']);
  expect(output).toMatch(/试片 2\/1: not done \(failed, content-policy/);
  expect(code).toBe(1);
});
