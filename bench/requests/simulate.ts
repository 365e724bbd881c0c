/**
 * Simulates the poll schedule of `packages/core` on a virtual clock, claiming like claim-due.lua, with a complete
 * list.
 */
import {
  firstPollDelay,
  isRenderTime,
  nextPollDelay,
  renderTimes,
  spreadDelay,
  type PollPolicy,
} from '@cineflow/core';
import { percentile, type Figures, type RequestCase } from './figures.ts';

const POLICY: PollPolicy = { firstMs: null, minMs: 250, maxMs: 30_000, limitMs: 2_100_000 };
/** Same values as in poll-operations.ts, poll-by-list.ts and accounts.ts of the worker. */
const EARLY_MS = 500;
const EARLY_BY_LIST_MS = 3_000;
const LIST_FROM = 4;
const SPOT_CHECKS = 0.04;
const SCOUTS = 0.1;
const KEPT = 50;
/** Maximum time between creates of takes admitted together. */
const JITTER_MS = 2_500;

interface Operation {
  acceptedAt: number;
  doneAt: number;
  dueAt: number;
  waitMs: number;
  runningMs?: number;
}

/** Small seeded generator: equal runs give equal figures. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Simulates one case; all takes count, including the first ones without history. */
export function simulate({ takes, renderMs: [from, to], inFlight }: RequestCase): Figures {
  const random = seeded(1);
  const durations: number[] = [];
  const delays: number[] = [];
  const flying = new Set<Operation>();
  const counts = { polls: 0, lists: 0 };
  let started = 0;

  const start = (now: number): void => {
    if (started++ >= takes) return;
    const acceptedAt = now + random() * JITTER_MS;
    const waitMs = firstPollDelay(POLICY, renderTimes(durations), random() < SCOUTS);
    const doneAt = acceptedAt + from + random() * (to - from);
    flying.add({ acceptedAt, doneAt, dueAt: acceptedAt + waitMs, waitMs });
  };

  const settle = (operation: Operation, { now, isShared }: { now: number; isShared: boolean }): void => {
    const { acceptedAt, doneAt, runningMs } = operation;
    const ageMs = now - acceptedAt;
    const known = renderTimes(durations);
    if (now < doneAt) {
      const waitMs = spreadDelay(nextPollDelay(POLICY, ageMs, { known, isShared }), random());
      Object.assign(operation, { waitMs, dueAt: now + waitMs, runningMs: ageMs });
      return;
    }
    flying.delete(operation);
    delays.push(now - doneAt);
    if (isRenderTime(POLICY, { renderMs: ageMs, known, ...(runningMs === undefined ? {} : { runningMs }) }))
      durations.splice(0, durations.length, ageMs, ...durations.slice(0, KEPT - 1));
    start(now);
  };

  for (let place = 0; place < inFlight; place += 1) start(0);
  while (flying.size > 0) {
    const now = Math.min(...[...flying].map(({ dueAt }) => dueAt));
    const soon = (earlyMs: number, share: number) =>
      [...flying].filter(({ dueAt, waitMs, acceptedAt }) => {
        return acceptedAt <= now && dueAt - now <= Math.min(earlyMs, waitMs * share);
      });
    const shared = soon(EARLY_BY_LIST_MS, 1 / 2);
    const isShared = shared.length >= Math.max(LIST_FROM, flying.size / 20);
    counts.lists += Number(isShared);
    for (const operation of isShared ? shared : soon(EARLY_MS, 1 / 4)) {
      const isSingle = !isShared || random() < SPOT_CHECKS;
      counts.polls += Number(isSingle);
      settle(operation, { now, isShared: !isSingle });
    }
  }
  return {
    how: 'simulated',
    takes,
    renderMs: `${from}-${to}`,
    inFlight,
    creates: takes,
    ...counts,
    account: 0,
    downloads: takes,
    delayP50Ms: percentile(delays, 0.5),
    delayP90Ms: percentile(delays, 0.9),
  };
}
