import { expect, test } from 'vitest';
import { decideAfterCollect } from './decide-after-collect.ts';

test.each(['link-dead', 'wrong-content', 'too-large'] as const)('%s asks for a fresh link', (kind) => {
  expect(decideAfterCollect(kind, 0, 0.5)).toEqual({ reason: 'download', retryInMs: 500, dropLink: true });
});

test.each(['cut', 'slow', 'network'] as const)(
  '%s keeps the link, and distrusts it every third time',
  (kind) => {
    const drops = [0, 1, 2, 3, 4, 5].map((failures) => decideAfterCollect(kind, failures, 0.5).dropLink);
    expect(drops).toEqual([false, false, true, false, false, true]);
  },
);

test('a full disk waits for storage at an even pace', () => {
  const expected = { reason: 'storage', retryInMs: 5_000, dropLink: false };
  for (const failures of [0, 50])
    expect(decideAfterCollect('storage-unavailable', failures, 0.5)).toEqual(expected);
});

test('doubles the pause up to 15 minutes, with 20 % jitter', () => {
  const pause = (failures: number, random: number) => decideAfterCollect('cut', failures, random).retryInMs;
  expect([0, 1, 2, 3].map((failures) => pause(failures, 0.5))).toEqual([500, 1_000, 2_000, 4_000]);
  expect(pause(10_000, 0.5)).toBe(900_000);
  expect([pause(0, 0), pause(0, 1)]).toEqual([400, 600]);
});
