import { connectRedis, eventually, startApi, startPrivateRedis } from '@cineflow/testkit';
import { expect, test } from 'vitest';

test('with Redis silent it still ends cleanly', async () => {
  await using redis = await startPrivateRedis();
  await using api = await startApi({ REDIS_URL: redis.url, SORA_API_KEY: 'sk-not-real' });
  await redis.kill('SIGSTOP');
  await api.kill('SIGTERM');
  expect(api.exitCode).toBe(0);
});

test('a right taken away later costs one sentence, and no order', async () => {
  await using redis = await startPrivateRedis();
  await using admin = connectRedis(redis.url);
  await admin.call('ACL', 'SETUSER', 'me', 'on', '>x', '~*', '&*', '+@all');
  const url = redis.url.replace('redis://', 'redis://me:x@');
  await using api = await startApi({ REDIS_URL: url, SORA_API_KEY: 'sk-x' });
  await admin.call('ACL', 'SETUSER', 'me', '-info');
  const answer = await fetch(`${api.url}/readyz`);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('nothing is sent')]);
  await eventually(() => api.lines().join('').includes('may not run INFO'));
  expect(api.lines().join('\n')).not.toContain('"stack"');
});

test('a wrong password is named briefly, and the API waits', async () => {
  await using redis = await startPrivateRedis();
  await using admin = connectRedis(redis.url);
  await admin.config('SET', 'requirepass', 'right');
  await using api = await startApi({ REDIS_URL: redis.url.replace('redis://', 'redis://:canary@') });
  expect(await (await fetch(`${api.url}/readyz`)).text()).toContain('nothing is sent');
  const said = api.lines().filter((line) => line.includes('user and password of REDIS_URL'));
  expect(said.length).toBeGreaterThan(0);
  expect(said.length).toBeLessThan(8);
  expect(said.join('')).not.toMatch(/canary|stack/);
});
