import { expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { type PrivatePostgres, startPrivatePostgres, startStandby } from './postgres-private.ts';
import { runCommand } from './run-command.ts';

test('keeps what was committed over a kill', async () => {
  await using server = await startPrivatePostgres();
  await ask(server, 'create table t (n int); insert into t values (7)');
  await server.kill();
  expect((await ask(server, 'select n from t')).ok).toBe(false);
  await server.restart({ max_connections: '17' });
  expect((await ask(server, 'select n from t')).stdout.trim()).toBe('7');
  expect((await ask(server, 'show max_connections')).stdout.trim()).toBe('17');
});

test('freezes and thaws with all its processes', async () => {
  await using server = await startPrivatePostgres();
  await server.freeze();
  expect((await ask(server, 'select 1', 500)).ok).toBe(false);
  await server.resume();
  expect((await ask(server, 'select 1')).ok).toBe(true);
});

test('a standby follows and becomes a primary', async () => {
  await using primary = await startPrivatePostgres();
  await using standby = await startStandby(primary);
  await ask(primary, 'create table t (n int); insert into t values (7)');
  await eventually(async () => (await ask(standby, 'select n from t')).stdout.trim() === '7');
  await primary.kill();
  await standby.promote();
  expect((await ask(standby, 'insert into t values (8)')).ok).toBe(true);
});

function ask({ programs, url }: PrivatePostgres, sql: string, timeoutMs = 10_000) {
  return runCommand(`${programs}/psql`, ['-X', '-A', '-t', '-d', url, '-c', sql], timeoutMs);
}
