import { expect, test } from 'vitest';
import { findRedis } from './find-redis.ts';
import { redisAdvice } from './redis-advice.ts';
import type { RedisWay } from './redis-way.ts';

const found = { url: 'redis://127.0.0.1:1', how: 'made up', stop: async () => {} };
const none: RedisWay = async ({ log }) => {
  log('not here');
  return undefined;
};

test('takes the first way to a Redis, explains the others', async () => {
  const lines: string[] = [];
  const redis = await findRedis({
    log: (line) => lines.push(line),
    allowInstall: false,
    ways: [none, async () => found, async () => expect.fail('tried a way too many')],
  });
  expect(redis).toBe(found);
  expect(lines).toEqual(['not here']);
});

test('fails with commands for this system without any Redis', async () => {
  const search = findRedis({ log: () => {}, allowInstall: false, ways: [none] });
  await expect(search).rejects.toThrow(/No Redis to be had here[^]*docker run[^]*REDIS_URL=/);
});

test.each([
  ['darwin', '', 'brew install redis'],
  ['win32', '', 'WSL'],
  ['linux', 'ID=ubuntu\nID_LIKE=debian', 'apt-get install -y redis-server'],
  ['linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"', 'dnf install'],
  ['linux', 'ID=void', 'install the package redis'],
] as const)('advises on %s with %j', (platform, osRelease, command) => {
  expect(redisAdvice(platform, osRelease)).toContain(command);
});
