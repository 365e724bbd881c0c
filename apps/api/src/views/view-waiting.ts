import { defined, type WaitingTake, waitOf } from '@cineflow/core';
import type { Storyboard, WaitReason } from '@cineflow/contracts';
import { optionalTime } from './iso-time.ts';
import type { LaneView } from './lane-view.ts';

/** Equal takes and their number. */
export interface TakeGroup {
  take: WaitingTake;
  lane: LaneView;
  count: number;
}

/** Number of waiting takes by reason, most first; `until` is the earliest time. */
export function viewWaiting(groups: readonly TakeGroup[], settleMs: number): Storyboard['waiting'] {
  const byReason = new Map<WaitReason, { takes: number; untilMs?: number }>();
  for (const { take, lane, count } of groups) {
    const wait = waitOf(take, lane, settleMs);
    if (wait === null || count === 0) continue;
    const before = byReason.get(wait.reason);
    const untilMs = earliest(before?.untilMs, wait.untilMs);
    byReason.set(wait.reason, {
      takes: (before?.takes ?? 0) + count,
      ...defined({ untilMs }),
    });
  }
  return [...byReason]
    .map(([reason, { takes, untilMs }]) => ({ reason, takes, ...optionalTime('until', untilMs) }))
    .toSorted((a, b) => b.takes - a.takes);
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}
