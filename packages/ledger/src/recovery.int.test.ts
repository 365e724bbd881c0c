import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis, startPrivateRedis, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';
import { createLedger } from './ledger.ts';

const HOLD_MS = 60_000;

test('what a loss has to wait for is counted from the loss, whoever waits for it', async () => {
  await using redis = connectRedis(inject('redisUrl'));
  const ledger = createLedger(redis, testPrefix());
  const noted = await ledger.noteLoss();
  expect(noted).toMatchObject({ open: false, lost: true, lostForMs: expect.any(Number) });
  await sleep(20);
  const { lostForMs = 0 } = await ledger.noteLoss();
  expect(lostForMs).toBeGreaterThanOrEqual((noted.lostForMs ?? 0) + 20);
});

test('a loss that another process of Redis remembers is counted anew: it may have been rolled back', async () => {
  await using server = await startPrivateRedis({ appendonly: true });
  await using redis = connectRedis(server.url);
  const ledger = createLedger(redis, testPrefix());
  await ledger.noteLoss();
  await sleep(50);
  await server.restart();
  expect(await ledger.epoch()).toMatchObject({ open: false, lost: true });
  expect(await ledger.epoch()).not.toHaveProperty('lostForMs');
  const { lostForMs } = await ledger.noteLoss();
  expect(lostForMs).toBeLessThan(50);
});

test('a rebuild is held by one, and free for the next one when it is over', async () => {
  await using redis = connectRedis(inject('redisUrl'));
  const ledger = createLedger(redis, testPrefix());
  expect(await ledger.holdRebuild('one', HOLD_MS)).toBe(true);
  expect(await ledger.holdRebuild('two', HOLD_MS)).toBe(false);
  expect(await ledger.openEpoch('first', 'two')).toMatchObject({ open: false });
  expect(await ledger.openEpoch('first', 'one')).toMatchObject({ open: true });
  expect(await ledger.holdRebuild('two', HOLD_MS)).toBe(true);
  await ledger.leaveRebuild('one');
  expect(await ledger.holdRebuild('three', HOLD_MS)).toBe(false);
  await ledger.leaveRebuild('two');
  expect(await ledger.holdRebuild('three', HOLD_MS)).toBe(true);
});
