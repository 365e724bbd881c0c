import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { eventually, freePort, makePng, makeTempDirectory, startStack, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';

const BOUNDARY = 'a-boundary-of-a-test';
const PICTURES = 40;
const SHOTS = 200;

function part(name: string, fileName: string, bytes: Buffer | string): Buffer {
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"; filename="${fileName}"\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from('\r\n')]);
}

/** A storyboard whose shots share forty pictures, in the parts of its form. */
function formOf(): Buffer[] {
  const segments = Array.from({ length: SHOTS }, (_, index) => ({
    segment_index: index + 1,
    prompt_text: `shot ${index + 1}`,
    image_url: `refs/${index % PICTURES}.png`,
  }));
  const pictures = Array.from({ length: PICTURES }, (_, index) =>
    part('picture', `refs/${index}.png`, makePng({ width: 320, height: 240 }, [index * 6, 80, 120])),
  );
  const document = part('storyboard', 'storyboard.json', JSON.stringify({ segments }));
  return [document, ...pictures, Buffer.from(`--${BOUNDARY}--\r\n`)];
}

/** Sends these parts as one request, which ends only if `isWhole`. */
async function upload(url: string, parts: readonly Buffer[], isWhole: boolean): Promise<number | null> {
  const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
  return new Promise((resolve) => {
    const sending = request(`${url}/v1/storyboards`, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? null);
    });
    sending.on('error', () => resolve(null));
    for (const bytes of parts) sending.write(bytes);
    if (isWhole) sending.end();
  });
}

test('an upload that is killed half-way orders nothing, and is sent again whole', async () => {
  await using output = await makeTempDirectory('pictures');
  const port = await freePort();
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 1,
    sandbox: { SANDBOX_RENDER_MS: '50', SANDBOX_LIMIT: '60' },
    env: {
      PORT: String(port),
      CINEFLOW_PUBLIC_URL: `http://127.0.0.1:${port}`,
      MAX_CONCURRENT_TASKS: '50',
    },
  });
  const parts = formOf();
  const kept = async () => {
    const folders = await readdir(join(output.path, 'assets')).catch(() => []);
    const files = await Promise.all(folders.map((folder) => readdir(join(output.path, 'assets', folder))));
    return files.flat().filter((name) => name.endsWith('.png') || name.endsWith('.jpg'));
  };
  const half = upload(stack.api.url, parts.slice(0, parts.length / 2), false);
  await eventually(async () => (await kept()).length > 4);
  await stack.killAll('SIGKILL');
  expect(await half).toBeNull();
  await stack.restart();
  const { storyboards } = await stack.get<{ storyboards: { id: string }[] }>('/v1/storyboards');
  expect(storyboards).toEqual([]);
  expect((await stack.bill()).creates.received).toBe(0);

  expect(await upload(stack.api.url, parts, true)).toBe(202);
  const [{ id }] = (await stack.get<{ storyboards: [{ id: string }] }>('/v1/storyboards')).storyboards;
  await eventually(async () => (await stack.bill()).creates.accepted > 20);
  await stack.killAll('SIGKILL');
  await stack.restart();
  expect((await stack.finished(id, 90_000)).counts).toMatchObject({ completed: SHOTS });
  const { paidPerPrompt } = await stack.bill();
  expect(paidPerPrompt).toMatchObject({ prompts: SHOTS, max: 1 });
  // One file and one thumbnail for each picture, however many shots use it.
  expect(await kept()).toHaveLength(2 * PICTURES);
});
