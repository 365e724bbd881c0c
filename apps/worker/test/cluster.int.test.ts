import { connectRedis, startPrivateRedis, startStack, makeTempDirectory } from '@cineflow/testkit';
import { expect, test } from 'vitest';
import { storyboardOf } from './storyboards.ts';

test('works on a Redis Cluster with all keys in one slot', async () => {
  // A Redis Cluster rejects scripts and commands with keys of two slots.
  await using server = await startPrivateRedis({ cluster: true });
  await using redis = connectRedis(server.url);
  await using output = await makeTempDirectory('cluster');
  try {
    await using stack = await startStack({
      redisUrl: server.url,
      prefix: 'clustered',
      outputDirectory: output.path,
      workers: 2,
      env: {
        CINEFLOW_SETTLE_MS: '1500',
        CINEFLOW_SUBMIT_TIMEOUT_MS: '1500',
        CINEFLOW_STALL_MS: '1500',
        CINEFLOW_COOLDOWN_MS: '1000',
      },
      sandbox: { SANDBOX_RENDER_MS: '500' },
    });
    const marks = [
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '[[fault:accepted-502]]',
      '[[fault:refused-429 x1]]',
      '[[fault:content-failed]]',
    ];
    const { id } = await stack.post(storyboardOf(marks.length, 'clustered', (index) => marks[index] ?? ''));
    expect(await stack.finished(id)).toMatchObject({ counts: { completed: 9, failed: 1 } });
    const again = await stack.post({ storyboard: storyboardOf(7, 'clustered'), options: { name: 'again' } });
    expect((await stack.finished(again.id)).counts).toMatchObject({ completed: 7 });
    const keys = await redis.keys('*');
    const slots = new Set(await Promise.all(keys.map((key) => redis.cluster('KEYSLOT', key))));
    expect(keys.length).toBeGreaterThan(50);
    expect(slots.size).toBe(1);
    const errors = [stack.api, ...stack.workers].flatMap((app) => app.lines());
    expect(errors.filter((line) => /CROSSSLOT|same slot|MOVED/.test(line))).toEqual([]);
  } finally {
  }
});
