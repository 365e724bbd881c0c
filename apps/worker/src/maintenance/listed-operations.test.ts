import { expect, test } from 'vitest';
import { windowStart } from './listed-operations.ts';

test.each([
  ['the oldest attempt, and what may be older than it', [5_000_000, 2_000_000], 0, 2_000_000 - 660_000],
  ['our clock, not that of the attempts', [2_000_000], 7000, 2_000_000 + 7000 - 660_000],
])('the list is read back to %s', (_name, openedAt, skewMs, since) => {
  expect(
    windowStart(
      openedAt.map((at) => ({ openedAt: at })),
      skewMs,
    ),
  ).toEqual(new Date(since));
});
