import { setTimeout as sleep } from 'node:timers/promises';
import { pickNumber, pickWeighted } from '../harness/random.ts';
import { controlSandbox, USUAL_FAULTS } from './control-sandbox.ts';
import { TIMES, type BillingPlan, type RareFault } from './billing-plan.ts';
import { injectRareFault } from './inject-rare-fault.ts';
import { freeze, kill } from './slots.ts';
import type { BillingFixture } from './fixture.ts';
import { chooseWorker, type Striking } from './striking.ts';

/** Number of injected faults by kind. */
export type Injected = Record<string, number>;

/** Kinds of faults and their weights; rare ones are further divided by `RARE`. */
const KINDS = { worker: 60, api: 10, freeze: 26, profile: 8, rare: 12 };
const RARE: Readonly<Record<RareFault, number>> = {
  'redis-restart': 4,
  'redis-freeze': 2,
  'redis-empty': 1,
  'redis-cut': 1,
  'redis-roll-back': 1,
  'redis-fail-over': 1.5,
  'redis-silence': 1,
  'provider-silence': 4,
  'list-late': 1,
  'list-lie': 2,
  'clock-jump': 3,
  transaction: 4,
  'book-restart': 2,
  'book-freeze': 1,
  'book-fail-over': 1,
  'book-fill': 1,
  'book-roll-back': 0.3,
  intruder: 0.3,
};

/** Injects faults until the signal, then waits until all faults are over and all processes run. */
export async function injectFaults(
  plan: BillingPlan,
  fixture: BillingFixture,
  random: () => number,
  signal: AbortSignal,
): Promise<Injected> {
  const injected: Injected = {};
  const count = (kind: string): void => {
    injected[kind] = (injected[kind] ?? 0) + 1;
    fixture.record(JSON.stringify({ chaos: 'fault', time: new Date(), kind }));
  };
  await controlSandbox(fixture, { faults: USUAL_FAULTS });
  await Promise.all([
    strikeByChance({ plan, fixture, random, signal, count }),
    strikeSurely({ plan, fixture, random, signal, count }),
  ]);
  await controlSandbox(fixture, { faults: '', clockOffsetMs: 0, listLagMs: TIMES.listLagMs });
  return injected;
}

async function strikeByChance(striking: Striking): Promise<void> {
  const { plan, fixture, random, signal } = striking;
  const dealing = new Set<Promise<void>>();
  while (!signal.aborted) {
    const restMs = pickNumber(random, ...plan.faultEveryMs) * fixture.slowness;
    await sleep(restMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const fault = strike(striking);
    dealing.add(fault);
    void fault.finally(() => dealing.delete(fault));
  }
  await Promise.all(dealing);
}

/** Injects every rare fault once while open takes exist, however short the run. */
async function strikeSurely(striking: Striking): Promise<void> {
  const { plan, signal } = striking;
  const startedAt = performance.now();
  for (const [index, kind] of plan.sure.entries()) {
    const at = ((index + 1) * plan.durationMs) / (plan.sure.length + 1);
    const restMs = startedAt + at - performance.now();
    if (restMs > 0) await sleep(restMs, undefined, { signal }).catch(() => undefined);
    // A short run may end earlier; the faults so far count.
    if (signal.aborted) return;
    while (!(await injectRareFault(kind, striking))) {
      if (signal.aborted) return;
      await sleep(100);
    }
  }
}

async function strike(striking: Striking): Promise<void> {
  const { plan, fixture, random, count } = striking;
  const worker = chooseWorker(fixture, random);
  // The end of a process ends its silent connections too.
  if (plan.mutant === 'silence') return;
  switch (pickWeighted(random, KINDS)) {
    case 'worker':
      if (await kill(worker)) count('kill worker');
      return;
    case 'api':
      if (await kill(fixture.api)) count('kill api');
      return;
    case 'freeze':
      if (await freeze(worker, pickNumber(random, TIMES.stallMs, 7000))) count('freeze worker');
      return;
    case 'rare': {
      // A mutant's run targets one mechanism; other faults might hide the result.
      if (plan.mutant !== null) return;
      const allowed = Object.entries(RARE).filter(([kind]) => plan.sure.includes(kind as RareFault));
      if (allowed.length > 0)
        await injectRareFault(pickWeighted(random, Object.fromEntries(allowed)) as RareFault, striking);
      return;
    }
    case 'profile':
      count('profile');
      return changeFaultProfile(fixture, random);
  }
}

/** A storm of refusals, a wrong provider clock, or a lagging list, for a while. */
async function changeFaultProfile(fixture: BillingFixture, random: () => number): Promise<void> {
  const ms = pickNumber(random, 1000, 3000);
  const kind = pickWeighted(random, { storm: 2, outage: 1, clock: 2, lag: 1 });
  if (kind === 'storm')
    await controlSandbox(fixture, { faults: `refused-429@0+${ms / 1000},${USUAL_FAULTS}` });
  if (kind === 'outage')
    await controlSandbox(fixture, { faults: `rejected-502@0+${ms / 1000},${USUAL_FAULTS}` });
  if (kind === 'clock')
    await controlSandbox(fixture, { clockOffsetMs: pickNumber(random, -3_600_000, 3_600_000) });
  if (kind === 'lag') await controlSandbox(fixture, { listLagMs: pickNumber(random, 0, TIMES.listLagMs) });
}
