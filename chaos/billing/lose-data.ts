import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { connectRedis, type PrivateRedis } from '@cineflow/testkit';
import { pickNumber } from '../harness/random.ts';

/** Most bytes that a power cut takes from the end of what Redis has written. */
const CUT_MAX_BYTES = 60_000;

/** Empties Redis while it runs, as a wrong command does. */
export async function emptyRedis(redis: PrivateRedis): Promise<void> {
  await using client = connectRedis(redis.url);
  await client.flushall();
}

/** Kills Redis and takes the end of its file away, as a power cut does that its disk did not survive whole. */
export async function rollBackRedis(redis: PrivateRedis, random: () => number): Promise<void> {
  await redis.kill('SIGKILL');
  const directory = join(redis.directory, 'appendonlydir');
  const names = (await readdir(directory)).filter((name) => name.includes('.incr.'));
  const path = join(directory, names.toSorted().at(-1) ?? '');
  const { size } = await stat(path);
  await truncate(path, Math.max(0, size - pickNumber(random, 0, CUT_MAX_BYTES)));
  await redis.restart();
}
