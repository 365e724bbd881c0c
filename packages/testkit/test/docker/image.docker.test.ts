import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectStoryboard } from './create-storyboard.ts';
import { buildImage, type Containers, startContainers } from './start-containers.ts';

let containers: Containers | undefined;

beforeAll(async () => {
  await buildImage();
  containers = await startContainers();
});
afterAll(() => containers?.stop());

test('two workers render a storyboard, each take paid once', async () => {
  await expectStoryboard({ api: containers!.apiUrl, sandbox: containers!.sandboxUrl });
});

test('a worker runs without rights, on its own Node', async () => {
  const answer = await containers!.workers[0]!.exec(['sh', '-c', 'id -u; node --version']);
  expect(answer.output).toMatch(/^1000\nv24\./);
});
