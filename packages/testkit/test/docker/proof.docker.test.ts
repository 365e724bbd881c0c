import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack } from '../../src/start-stack.ts';
import { doWithoutReaperWhereItIsMissing } from './start-containers.ts';

let redis: StartedTestContainer | undefined;
beforeAll(async () => {
  await doWithoutReaperWhereItIsMissing();
  redis = await new GenericContainer('redis:8-alpine')
    .withCommand(['redis-server', '--appendonly', 'yes', '--appendfsync', 'everysec'])
    .withExposedPorts(6379)
    .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/))
    .start();
});
afterAll(() => redis?.stop());

test('a Redis that syncs every second proves each intent before it is sent', async () => {
  const outputDirectory = await mkdtemp(join(tmpdir(), 'cineflow-proof-'));
  await using stack = await startStack({
    redisUrl: `redis://${redis?.getHost()}:${redis?.getMappedPort(6379)}`,
    prefix: 'proof',
    outputDirectory,
    workers: 2,
    sandbox: { SANDBOX_RENDER_MS: '200' },
  });
  expect(await stack.get('/readyz')).toMatchObject({ durability: { kind: 'proof' }, warnings: [] });
  const { id } = await stack.post({
    segments: Array.from({ length: 12 }, (_, index) => ({
      segment_index: index + 1,
      prompt_text: `shot ${index + 1}`,
      duration_seconds: 10,
    })),
  });
  expect((await stack.finished(id)).counts).toMatchObject({ completed: 12 });
  expect((await stack.bill()).creates.accepted).toBe(12);
  await rm(outputDirectory, { recursive: true, force: true });
});
