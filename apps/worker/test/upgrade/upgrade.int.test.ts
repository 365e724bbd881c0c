import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDirectory, runCommand, startPrivateRedis, startStack } from '@cineflow/testkit';
import { expect, test } from 'vitest';
import { ARCHIVE, stackOver, TAKES } from './half-done.ts';

test('finishes a half-done batch of an earlier version', async () => {
  await using folder = await makeTempDirectory('upgrade');
  await runCommand('tar', ['-xzf', ARCHIVE, '-C', folder.path]);
  await using redis = await startPrivateRedis();
  await redis.kill();
  await copyFile(join(folder.path, 'dump.rdb'), join(redis.directory, 'dump.rdb'));
  await redis.restart();
  await using stack = await startStack(stackOver(folder.path, redis.url));
  const { storyboards } = await stack.get<{ storyboards: { id: string }[] }>('/v1/storyboards');
  const status = await stack.finished(storyboards[0]?.id ?? '');
  expect(status).toMatchObject({ state: 'completed', counts: { completed: TAKES } });
  expect((await stack.bill()).creates.accepted).toBe(TAKES);
});
