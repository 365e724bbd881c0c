import { expect, test } from 'vitest';
import { quietLane } from '../../test/quiet-lane.ts';
import { viewWaiting } from './view-waiting.ts';

test('counts takes by reason, most first, with the earliest time', () => {
  const waiting = viewWaiting(
    [
      { take: { state: 'unconfirmed', unconfirmedAt: quietLane.now - 1000 }, lane: quietLane, count: 1 },
      { take: { state: 'unconfirmed', unconfirmedAt: quietLane.now - 2000 }, lane: quietLane, count: 1 },
      { take: { state: 'rendering' }, lane: quietLane, count: 3 },
      { take: { state: 'completed' }, lane: quietLane, count: 9 },
      { take: { state: 'queued' }, lane: quietLane, count: 0 },
    ],
    500,
  );
  expect(waiting).toEqual([
    { reason: 'provider', takes: 3 },
    { reason: 'unconfirmed', takes: 2, until: new Date(quietLane.now + 500).toISOString() },
  ]);
});
