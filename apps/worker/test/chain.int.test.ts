import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  eventually,
  freePort,
  makeTempDirectory,
  startStack,
  testPrefix,
  type Stack,
} from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

interface Take {
  takeId: string;
  segmentIndex: number;
  state: string;
  costCents?: number;
  submittedAt?: string;
  finishedAt?: string;
  waitDetail?: string;
  failure?: { reason: string; message: string };
  clip?: { key: string };
}

interface Billed {
  prompt: string;
  pictures: { role: string; sha256: string }[];
}

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

let output: Awaited<ReturnType<typeof makeTempDirectory>>;
let stack: Stack;

beforeAll(async () => {
  output = await makeTempDirectory('chain');
  const port = await freePort();
  stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 2,
    sandbox: { SANDBOX_RENDER_MS: '300', PORT: String(port) },
    env: { SANDBOX_BASE_URL: `http://127.0.0.1:${port}`, SANDBOX_API_KEY: 'sora-test' },
  });
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  await output[Symbol.asyncDispose]();
});

const order = (name: string, prompts: readonly string[], options: object = {}) => ({
  storyboard: {
    continues: true,
    segments: prompts.map((prompt, index) => ({
      segment_index: index + 1,
      prompt_text: `${name}: ${prompt}`,
    })),
  },
  options: { provider: 'sandbox', name, ...options },
});

const takesOf = (id: string, shots: number): Promise<Take[]> =>
  Promise.all(Array.from({ length: shots }, (_, index) => stack.get<Take>(`/v1/takes/${id}-${index + 1}-1`)));

async function billed(name: string): Promise<Billed[]> {
  const bill = (await (await fetch(`${stack.sandbox.url}/bill`)).json()) as { operations: Billed[] };
  return bill.operations
    .filter(({ prompt }) => prompt.startsWith(name))
    .toSorted((one, other) => (one.prompt < other.prompt ? -1 : 1));
}

/** The last frame of a clip, or a picture, as RGB: every frame is decoded. */
function lastRgb(path: string): Buffer {
  const facts = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'stream=width,height'];
  const size = execFileSync('ffprobe', [...facts, '-of', 'csv=p=0', path]);
  const [width = 0, height = 0] = String(size).trim().split(',').map(Number);
  const raw = ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const bytes = execFileSync('ffmpeg', raw, { maxBuffer: 2 ** 30 });
  return bytes.subarray(bytes.length - width * height * 3);
}

describe.skipIf(!hasFfmpeg)('shots that continue each other', () => {
  test('start from the very last frame of the shot before, in order', async () => {
    const prompts = Array.from({ length: 10 }, (_, index) => `shot ${String(index + 1).padStart(2, '0')}`);
    const { id } = await stack.post(order('ten', prompts));
    expect((await stack.finished(id, 90_000)).counts).toMatchObject({ completed: 10 });
    const takes = await takesOf(id, 10);
    for (const [index, take] of takes.entries()) {
      const before = takes[index - 1];
      if (before)
        expect(Date.parse(take.submittedAt ?? '')).toBeGreaterThanOrEqual(
          Date.parse(before.finishedAt ?? ''),
        );
    }
    const bill = await billed('ten');
    expect(bill.map(({ pictures }) => pictures.map(({ role }) => role))).toEqual([
      [],
      ...Array.from({ length: 9 }, () => ['first']),
    ]);
    const { assets } = await stack.get<{ assets: { id: string; name: string }[] }>('/v1/assets?limit=100');
    const kept = assets.find(({ name }) => name === `last frame of ${takes[0]?.takeId}`);
    const content = await fetch(`${stack.api.url}/v1/assets/${kept?.id.slice('asset:'.length)}/content`);
    const bytes = Buffer.from(await content.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(bill[1]?.pictures[0]?.sha256);
    const path = join(output.path, 'frame.png');
    await writeFile(path, bytes);
    const [sent, last] = [lastRgb(path), lastRgb(join(output.path, takes[0]?.clip?.key ?? ''))];
    expect(sent.length).toBe(last.length);
    const off = sent.reduce((most, value, at) => Math.max(most, Math.abs(value - (last[at] ?? 0))), 0);
    expect(off).toBeLessThanOrEqual(2);
  });

  test('ordered again cost nothing', async () => {
    const prompts = Array.from({ length: 3 }, (_, index) => `shot ${String(index + 1).padStart(2, '0')}`);
    const { id } = await stack.post(order('ten', prompts));
    expect((await stack.finished(id, 60_000)).counts).toMatchObject({ reused: 3 });
    expect(await billed('ten')).toHaveLength(10);
  });

  test('explain a broken link; others go on', async () => {
    const document = order('stop', ['1', '2 [[fault:content-failed]]', '3', '4', '5']);
    const segments = document.storyboard.segments.map((shot, index) =>
      index === 4 ? { ...shot, continues: false } : shot,
    );
    const { id } = await stack.post({ ...document, storyboard: { ...document.storyboard, segments } });
    await stack.finished(id, 60_000);
    const takes = await takesOf(id, 5);
    expect(takes.map(({ state, failure }) => failure?.reason ?? state)).toEqual([
      'completed',
      'content-policy',
      'dependency',
      'dependency',
      'completed',
    ]);
    expect(takes[2]?.failure?.message).toMatch(
      /^shot 2 failed \(content-policy: .*starts from its last frame$/u,
    );
    expect(await billed('stop')).toHaveLength(3);
  });

  test('restart without the frame where the order says so', async () => {
    const prompts = ['1', '2 [[fault:content-failed]]', '3', '4'];
    const { id } = await stack.post(order('restart', prompts, { brokenChain: 'restart' }));
    await stack.finished(id, 60_000);
    expect((await takesOf(id, 4)).map(({ state }) => state)).toEqual([
      'completed',
      'failed',
      'completed',
      'completed',
    ]);
    const bill = await billed('restart');
    expect(bill.map(({ pictures }) => pictures.length)).toEqual([0, 1, 0, 1]);
  });

  test('wait for a retry of the broken one where the order says so', async () => {
    const prompts = ['1 [[fault:content-failed x1]]', '2'];
    const { id } = await stack.post(order('wait', prompts, { brokenChain: 'wait' }));
    const broken = `${id}-1-1`;
    await eventually(async () => (await stack.get<Take>(`/v1/takes/${broken}`)).state === 'failed');
    await eventually(
      async () => (await stack.get<Take>(`/v1/takes/${id}-2-1`)).waitDetail === `take ${broken}`,
    );
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ by: 'producer', reason: 'the prompt was changed' });
    await fetch(`${stack.api.url}/v1/takes/${broken}/retry`, { method: 'POST', headers, body });
    expect((await stack.finished(id, 60_000)).counts).toMatchObject({ completed: 2 });
    expect((await billed('wait')).map(({ pictures }) => pictures.length)).toEqual([0, 0, 1]);
  });
});
