import {
  basicEnvironment,
  connectRedis,
  eventually,
  makeTempDirectory,
  startApi,
  startPrivateRedis,
  testPrefix,
} from '@cineflow/testkit';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { storeLargeClip } from './slow-clip.ts';

/** Of tests that start many processes, one after the other, ms. */
const SLOW = 180_000;
const keys = fileURLToPath(new URL('../scripts/keys.ts', import.meta.url));
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test('the process prints its address, answers there and ends cleanly', async () => {
  await using directory = await makeTempDirectory('main');
  const env = {
    CINEFLOW_DATA_DIR: directory.path,
    REDIS_URL: inject('redisUrl'),
    CINEFLOW_PREFIX: testPrefix().slice(1, -1),
    SORA_API_KEY: 'sk-not-real',
  };
  await using api = await startApi(env);
  const answer = await fetch(`${api.url}/readyz`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    status: 'ready',
    book: { driver: 'sqlite', ok: true },
    warnings: expect.any(Array),
  });
  await api.kill('SIGTERM');
  expect(api.exitCode).toBe(0);
  expect(api.lines().join('\n')).not.toContain('sk-not-real');
});

test('wrong settings are all named, and it does not start', () => {
  const env = { ...basicEnvironment(), PORT: 'many', MAX_CONCURRENT_TASKS: '0' };
  const { status, stderr, stdout } = spawnSync(process.execPath, [main], { env, encoding: 'utf8' });
  expect(status).toBe(78);
  expect(stderr).toContain('PORT');
  expect(stderr).toContain('MAX_CONCURRENT_TASKS');
  expect(stderr).not.toContain('    at ');
  expect(stdout).toBe('');
});

test('a slow reader of a clip does not spoil a clean end', async () => {
  await using directory = await makeTempDirectory('slow');
  const env = {
    REDIS_URL: inject('redisUrl'),
    CINEFLOW_PREFIX: testPrefix().slice(1, -1),
    SORA_API_KEY: 'sk-not-real',
    OUTPUT_DIR: directory.path,
  };
  const path = await storeLargeClip(env);
  await using api = await startApi(env);
  const { port } = new URL(api.url);
  const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  expect(head.toString('latin1')).toMatch(/^HTTP\/1\.1 200/);
  socket.pause();
  await api.kill('SIGTERM');
  expect(api.exitCode).toBe(0);
  socket.destroy();
});

const start = (env: Record<string, string>) => {
  const run = {
    env: { ...basicEnvironment(), SORA_API_KEY: 'sk-x', ...env },
    encoding: 'utf8' as const,
  };
  return spawnSync(process.execPath, [main], { ...run, timeout: 20_000 });
};

test('a Redis user without INFO gets one sentence, no trace', async () => {
  await using redis = await startPrivateRedis();
  await using admin = connectRedis(redis.url);
  await admin.call('ACL', 'SETUSER', 'canary', 'on', '>c%nary#1', '~*', '&*', '+@all', '-info');
  const right = redis.url.replace('redis://', 'redis://canary:c%25nary%231@');
  const { status, stdout, stderr } = start({ REDIS_URL: right });
  expect([status, stderr]).toEqual([78, expect.stringContaining('may not run INFO')]);
  expect(stdout + stderr).not.toMatch(/nary#1|c%25|\n {4}at /);
});

test('an unescaped password is refused with the right spelling', () => {
  const { status, stdout, stderr } = start({ REDIS_URL: 'redis://:can#ary@127.0.0.1:1' });
  expect([status, stderr]).toEqual([78, expect.stringContaining('% as %25')]);
  expect(stdout + stderr).not.toMatch(/ary@|\n {4}at /);
});

test('compose without a key or sandbox says what to do', () => {
  const { status, stderr } = start({
    REDIS_URL: inject('redisUrl'),
    SORA_BASE_URL: 'http://sandbox:4010/v1',
    SORA_API_KEY: 'sandbox',
  });
  expect([status, stderr]).toEqual([78, expect.stringContaining('docker compose --profile sandbox up')]);
});

test('an address that is taken is named without a trace', async () => {
  await using other = await startApi({ REDIS_URL: inject('redisUrl'), SORA_API_KEY: 'sk-x' });
  const { port } = new URL(other.url);
  const { status, stderr } = start({ REDIS_URL: inject('redisUrl'), PORT: port });
  expect([status, stderr]).toEqual([78, expect.stringContaining('EADDRINUSE')]);
});

test('starts on a public address only with a key', { timeout: SLOW }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'cineflow-open-'));
  const env = {
    ...basicEnvironment(),
    REDIS_URL: inject('redisUrl'),
    CINEFLOW_PREFIX: testPrefix().slice(1, -1),
    OUTPUT_DIR: directory,
    CINEFLOW_DATA_DIR: directory,
    HOST: '0.0.0.0',
  };
  const open = spawnSync(process.execPath, [main], { env, encoding: 'utf8' });
  expect([open.status, open.stderr]).toEqual([78, expect.stringContaining('pnpm keys create')]);

  const command = (...args: string[]) =>
    spawnSync(process.execPath, [keys, ...args], { env, encoding: 'utf8' });
  const mistyped = command('create', '--nmae', 'studio-a');
  expect(mistyped).toMatchObject({ status: 2, stderr: expect.stringContaining('--nmae') });
  const made = command('create', '--name', 'studio-a', '--scope', 'order', '--budget', '500');
  const secret = made.stdout.trim();
  expect(secret).toMatch(/^cf_[\w-]{43}$/);
  const files = (await readdir(directory)).filter((name) => name.startsWith('book.'));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    expect((await readFile(join(directory, file))).includes(secret.slice(3))).toBe(false);
  }
  expect(command('create', '--name', 'studio-a')).toMatchObject({ status: 1 });
  expect(command('budget', '--name', 'studio-a', '--budget', '900')).toMatchObject({ status: 0 });
  expect(command('list').stdout).toContain('studio-a  order  budget 900 cents, 0 spent, 0 set aside');

  await using api = await startApi(env);
  const ask = async (headers: Record<string, string>) =>
    (await fetch(`http://127.0.0.1:${new URL(api.url).port}/v1/providers`, { headers })).status;
  expect(await ask({})).toBe(401);
  expect(await ask({ authorization: `Bearer ${secret}` })).toBe(200);
  expect(command('revoke', '--name', 'nobody')).toMatchObject({ status: 1 });
  command('revoke', '--name', 'studio-a');
  await eventually(async () => (await ask({ authorization: `Bearer ${secret}` })) === 401);
  await api.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});
