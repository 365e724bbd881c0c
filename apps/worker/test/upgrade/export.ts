/**
 * Saves a half-done batch as fixture of the upgrade test. Run it before a release: the next version must finish it.
 */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  connectRedis,
  eventually,
  makeTempDirectory,
  runCommand,
  startPrivateRedis,
  startStack,
} from '@cineflow/testkit';
import { storyboardOf } from '../storyboards.ts';
import { ARCHIVE, stackOver, TAKES } from './half-done.ts';

await using folder = await makeTempDirectory('half-done');
await using redis = await startPrivateRedis();
await using stack = await startStack(stackOver(folder.path, redis.url));
const { id } = await stack.post(storyboardOf(TAKES, 'half done'));
await eventually(
  async () => {
    const { counts } = await stack.get<{ counts: Record<string, number> }>(`/v1/storyboards/${id}`);
    const { completed = 0, collecting = 0, rendering = 0, queued = 0 } = counts;
    return completed >= 4 && queued >= 4 && rendering + collecting >= 1;
  },
  { timeoutMs: 60_000 },
);
await stack.killAll('SIGKILL');
await stack.sandbox.kill('SIGKILL');
await using admin = connectRedis(redis.url);
await admin.save();
await copyFile(join(redis.directory, 'dump.rdb'), join(folder.path, 'dump.rdb'));
await runCommand('tar', ['-czf', ARCHIVE, '-C', folder.path, '.']);
process.stdout.write(`${ARCHIVE}\n`);
