import { findOnPath } from './find-on-path.ts';
import { redisFromBinary } from './redis-from-binary.ts';
import type { FoundRedis, RedisSearch } from './redis-way.ts';
import { runCommand } from './run-command.ts';

const TIMEOUT_MS = 180_000;

/** Debian's own redis-server, installed where we are root and may install; it is then started on a free port. */
export async function redisFromInstall(search: RedisSearch): Promise<FoundRedis | undefined> {
  if (!search.allowInstall || process.getuid?.() !== 0) return undefined;
  if ((await findOnPath('apt-get')) === undefined) return undefined;
  search.log('Installing the package redis-server with apt-get …');
  // Run level 1 keeps the package from starting a service.
  const aptGet = ['DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1', 'apt-get'];
  const install = ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'];
  await runCommand('env', [...aptGet, 'update', '-qq'], TIMEOUT_MS);
  const installed = await runCommand('env', [...aptGet, ...install], TIMEOUT_MS);
  if (!installed.ok) {
    search.log(`apt-get could not install redis-server: ${installed.stderr.trim()}`);
    return undefined;
  }
  return redisFromBinary(search);
}
