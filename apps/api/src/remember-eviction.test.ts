import { expect, test } from 'vitest';
import { createEvictionReader, evictionIn } from './remember-eviction.ts';

test.each([
  ['maxmemory_policy:noeviction\r\n', null],
  ['# Memory\r\nused_memory:1\r\nmaxmemory_policy:allkeys-lru\r\n', 'allkeys-lru'],
  ['', null],
])('reads %j', (info, policy) => {
  expect(evictionIn(info)).toBe(policy);
});

test('caches the answer of Redis', async () => {
  let asked = 0;
  const read = createEvictionReader(async () => `n:${(asked += 1)}\nmaxmemory_policy:volatile-ttl\n`);
  expect([await read(), await read(), asked]).toEqual(['volatile-ttl', 'volatile-ttl', 1]);
});
