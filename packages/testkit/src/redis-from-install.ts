import { findOnPath } from './find-on-path.ts';
import { redisFromBinary } from './redis-from-binary.ts';
import type { FoundRedis, RedisSearch } from './redis-way.ts';
import { runCommand } from './run-command.ts';

const timeoutMs = 180_000;

/** Debian's own redis-server, installed where we are root and may install; it is then started on a free port. */
export async function redisFromInstall(search: RedisSearch): Promise<FoundRedis | undefined> {
  if (!search.allowInstall || process.getuid?.() !== 0) return undefined;
  if ((await findOnPath('apt-get')) === undefined) return undefined;
  search.log('Installing the package redis-server with apt-get …');
  // --no-install-recommends and the mask keep the package from also running a service on port 6379.
  const environment = ['env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'];
  const [program, ...prefix] = environment as [string, ...string[]];
  await runCommand(program, [...prefix, 'apt-get', 'update', '-qq'], timeoutMs);
  const flags = ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'];
  const installed = await runCommand(program, [...prefix, 'apt-get', ...flags], timeoutMs);
  if (!installed.ok) {
    search.log(`apt-get could not install redis-server: ${installed.stderr.trim()}`);
    return undefined;
  }
  return redisFromBinary(search);
}
