import { expect, test } from 'vitest';
import { createRedisGate } from './redis-gate.ts';

const outage = () => Promise.reject(new Error('Connection is closed.'));
const never = () => new Promise<string>(() => undefined);

test('returns the answer of Redis', async () => {
  const gate = createRedisGate(() => undefined);
  expect(await gate.ask(async () => 'yes')).toBe('yes');
  expect(gate.isAway()).toBe(false);
});

test('waits for a silent Redis once', async () => {
  const gate = createRedisGate(() => undefined, { limitMs: 20, rememberMs: 60_000 });
  expect(await gate.ask(never)).toBeNull();
  let asked = false;
  expect(await gate.ask(async () => (asked = true))).toBeNull();
  expect([asked, gate.isAway()]).toEqual([false, true]);
});

test('asks again after the pause', async () => {
  const gate = createRedisGate(() => undefined, { rememberMs: 0 });
  expect(await gate.ask(outage)).toBeNull();
  expect(await gate.ask(async () => 1)).toBe(1);
});

test('keeps reading from a Redis without writes', async () => {
  const gate = createRedisGate(() => undefined);
  gate.failed(new Error("OOM command not allowed when used memory > 'maxmemory'."));
  expect(await gate.ask(async () => 'yes')).toBe('yes');
  expect([gate.isAway(), gate.cause()]).toEqual([false, 'Redis is full: raise its maxmemory.']);
  gate.wrote();
  expect(gate.cause()).toBeNull();
});

test('the next answer ends an outage', async () => {
  const gate = createRedisGate(() => undefined, { rememberMs: 0 });
  await gate.ask(outage);
  expect(gate.cause()).toBe('Redis does not answer.');
  await gate.ask(async () => 1);
  expect(gate.cause()).toBeNull();
});

test('logs an outage once, a bug each time', async () => {
  const seen: boolean[] = [];
  const gate = createRedisGate((_error, isOutage) => void seen.push(isOutage));
  await gate.ask(() => Promise.reject(new Error('WRONGTYPE')));
  await gate.ask(() => Promise.reject(new Error('WRONGTYPE')));
  await Promise.all([gate.ask(outage), gate.ask(outage), gate.ask(outage)]);
  expect(seen).toEqual([false, false, true]);
});
