import {
  connectRedis,
  eventually,
  startPrivateRedis,
  startStack,
  makeTempDirectory,
} from '@cineflow/testkit';
import { expect, test } from 'vitest';

const segments = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    segment_index: index + 1,
    prompt_text: `the ${index + 1}. shot of the batch`,
    duration_seconds: 10,
  }));

test('a batch survives a loss of Redis without paying again', async () => {
  await using redis = await startPrivateRedis({ appendonly: true });
  await using output = await makeTempDirectory('loss');
  await using stack = await startStack({
    redisUrl: redis.url,
    prefix: 'loss',
    outputDirectory: output.path,
    workers: 2,
    env: {
      CINEFLOW_SETTLE_MS: '1500',
      CINEFLOW_STALL_MS: '1500',
      CINEFLOW_SUBMIT_TIMEOUT_MS: '1500',
      // A lost lane starts with a low capacity; shorten its recovery.
      CINEFLOW_COOLDOWN_MS: '300',
      CINEFLOW_RECOVERY_STEP_MS: '50',
    },
    sandbox: { SANDBOX_RENDER_MS: '300-900' },
  });
  const { id } = await stack.post({ segments: segments(100) });
  await eventually(async () => (await stack.bill()).creates.accepted >= 45, { timeoutMs: 30_000 });
  await using client = connectRedis(redis.url);
  await client.flushall();
  await eventually(() => stack.get(`/v1/storyboards/${id}`), { timeoutMs: 20_000 });
  expect((await stack.finished(id)).counts).toMatchObject({ completed: 100, failed: 0 });
  expect((await stack.bill()).creates.accepted).toBe(100);

  const again = await stack.post({ storyboard: { segments: segments(100) }, options: { name: 'again' } });
  expect((await stack.finished(again.id)).counts).toMatchObject({ reused: 100 });
  expect((await stack.bill()).creates.received).toBe(100);
});
