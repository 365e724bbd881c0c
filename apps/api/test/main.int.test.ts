import { startApi, testPrefix } from '@cineflow/testkit';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test('the process says where it listens, answers there, and ends cleanly when asked', async () => {
  const env = {
    REDIS_URL: inject('redisUrl'),
    CINEFLOW_PREFIX: testPrefix().slice(1, -1),
    SORA_API_KEY: 'sk-not-real',
  };
  await using api = await startApi(env);
  const answer = await fetch(`${api.url}/readyz`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ status: 'ready', durability: {}, warnings: expect.any(Array) });
  await api.kill('SIGTERM');
  expect(api.exitCode).toBe(0);
  expect(api.lines().join('\n')).not.toContain('sk-not-real');
});

test('wrong settings are all named, and it does not start', () => {
  const env = { PATH: process.env['PATH'], PORT: 'many', MAX_CONCURRENT_TASKS: '0' };
  const { status, stderr, stdout } = spawnSync(process.execPath, [main], { env, encoding: 'utf8' });
  expect(status).toBe(78);
  expect(stderr).toContain('PORT');
  expect(stderr).toContain('MAX_CONCURRENT_TASKS');
  expect(stderr).not.toContain('    at ');
  expect(stdout).toBe('');
});
