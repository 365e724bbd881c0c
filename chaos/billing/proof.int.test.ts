import {
  connectRedis,
  eventually,
  startPrivateRedis,
  startStack,
  makeTempDirectory,
} from '@cineflow/testkit';
import { expect, test } from 'vitest';

const SHOTS = 20;

/** `proof` needs Redis 7.2; on an older one the product has to say loudly that it cannot promise as much. */
test('on a Redis that syncs every second each intent is proved, or the lack of proof is told; 20 shots, one kill -9, 20 paid', async () => {
  await using redis = await startPrivateRedis({ appendonly: true });
  await using client = connectRedis(redis.url);
  const canProve = (await client.command('INFO', 'waitaof'))[0] !== null;
  await client.config('SET', 'appendfsync', 'everysec');
  await using output = await makeTempDirectory('proof');
  await using stack = await startStack({
    redisUrl: redis.url,
    prefix: 'proof',
    outputDirectory: output.path,
    workers: 2,
    env: {
      CINEFLOW_SETTLE_MS: '1000',
      CINEFLOW_STALL_MS: '1500',
      CINEFLOW_SUBMIT_TIMEOUT_MS: '1500',
      MAX_CONCURRENT_TASKS: '4',
    },
    sandbox: { SANDBOX_RENDER_MS: '200' },
  });
  const ready = await stack.get<{ durability: { kind: string }; warnings: string[] }>('/readyz');
  expect(ready.durability.kind).toBe(canProve ? 'proof' : 'none');
  expect(ready.warnings).toHaveLength(canProve ? 0 : 1);
  const { id } = await stack.post({
    segments: Array.from({ length: SHOTS }, (_, index) => ({
      segment_index: index + 1,
      prompt_text: `shot ${index + 1}`,
      duration_seconds: 10,
    })),
  });
  await eventually(async () => (await stack.bill()).creates.accepted >= SHOTS / 4, { timeoutMs: 20_000 });
  await redis.restart();
  await eventually(() => stack.get(`/v1/storyboards/${id}`), { timeoutMs: 20_000 });
  expect((await stack.finished(id)).counts).toMatchObject({ completed: SHOTS });
  expect((await stack.bill()).creates.accepted).toBe(SHOTS);
});
