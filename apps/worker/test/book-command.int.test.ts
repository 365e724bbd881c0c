import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { basicEnvironment, makeTempDirectory, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';

const script = fileURLToPath(new URL('../scripts/book.ts', import.meta.url));

test('prints the status and writes a complete copy', async () => {
  await using directory = await makeTempDirectory('command');
  const env = {
    ...basicEnvironment(),
    CINEFLOW_DATA_DIR: directory.path,
    REDIS_URL: inject('redisUrl'),
    CINEFLOW_PREFIX: testPrefix().slice(1, -1),
  };
  const command = (args: string[], more: Record<string, string> = {}) =>
    spawnSync(process.execPath, [script, ...args], { env: { ...env, ...more }, encoding: 'utf8' });
  const status = command(['status']);
  expect([status.status, status.stderr]).toEqual([0, '']);
  expect(status.stdout).toMatch(/账本 Book: sqlite, .*\n状态 State: 正常 ok\n/);
  const copy = join(directory.path, 'copy.sqlite');
  expect(command(['backup', copy])).toMatchObject({ status: 0, stdout: expect.stringContaining(copy) });
  expect((await readFile(copy)).subarray(0, 15).toString()).toBe('SQLite format 3');
  expect(command(['backup', copy])).toMatchObject({ status: 1, stdout: '' });
  for (const args of [['backup'], ['status', 'x']]) expect(command(args).status).toBe(2);
  const away = command(['status'], { DATABASE_URL: `postgres://u:hidden@127.0.0.1:1/x` });
  expect([away.status, away.stdout]).toEqual([1, expect.stringContaining('不可用')]);
  expect(away.stdout + away.stderr).not.toContain('hidden');
});
