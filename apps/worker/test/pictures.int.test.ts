import { createHash } from 'node:crypto';
import { freePort, makePng, makeTempDirectory, startStack, testPrefix, type Stack } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const dataUri = (bytes: Buffer): string => `data:image/png;base64,${bytes.toString('base64')}`;
const colour = (red: number) => makePng({ width: 64, height: 48 }, [red, 40, 40]);

interface Billed {
  prompt: string;
  pictures: { role: string; url: string | null; sha256: string }[];
}

/** Hash of a picture as it is kept and sent. */
async function keptHash(stack: Stack, given: Buffer): Promise<string> {
  const answer = await fetch(`${stack.api.url}/v1/assets/${sha(given)}/content`);
  return sha(new Uint8Array(await answer.arrayBuffer()));
}

async function billOf({ sandbox }: Stack): Promise<Billed[]> {
  const bill = (await (await fetch(`${sandbox.url}/bill`)).json()) as { operations: Billed[] };
  return bill.operations.toSorted((one, other) => (one.prompt < other.prompt ? -1 : 1));
}

test.each([
  ['by a signed link', true],
  ['inside the create', false],
])('a provider gets the very picture that is kept, %s', async (_, hasLink) => {
  await using output = await makeTempDirectory('pictures');
  const [port, sandboxPort] = [await freePort(), await freePort()];
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 1,
    sandbox: { SANDBOX_RENDER_MS: '300', PORT: String(sandboxPort) },
    env: {
      PORT: String(port),
      // Without an address providers are refused that take no data URI.
      ...(hasLink ? { CINEFLOW_PUBLIC_URL: `http://127.0.0.1:${port}` } : {}),
      ...(hasLink
        ? {}
        : { SANDBOX_BASE_URL: `http://127.0.0.1:${sandboxPort}`, SANDBOX_API_KEY: 'sora-test' }),
    },
  });
  const pictures = [colour(10), colour(200)];
  const provider = hasLink ? 'sora-hk' : 'sandbox';
  const segments = pictures.map((bytes, index) => ({
    segment_index: index + 1,
    prompt_text: `shot ${index + 1}`,
    image_url: dataUri(bytes),
  }));
  const { id } = await stack.post({ storyboard: { segments }, options: { provider } });
  expect((await stack.finished(id)).counts).toMatchObject({ completed: 2 });
  const hashes = await Promise.all(pictures.map((bytes) => keptHash(stack, bytes)));
  expect(await billOf(stack)).toMatchObject(
    hashes.map((sha256) => ({
      pictures: [{ role: 'first', sha256, url: hasLink ? expect.stringContaining('/media/') : null }],
    })),
  );
});
