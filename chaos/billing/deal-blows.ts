import { setTimeout as sleep } from 'node:timers/promises';
import { pickNumber, pickWeighted } from '../harness/random.ts';
import { controlSandbox, USUAL_FAULTS } from './control-sandbox.ts';
import { TIMES, type BillingPlan, type RareBlow } from './billing-plan.ts';
import { dealRareBlow } from './deal-rare-blow.ts';
import { freeze, kill } from './slots.ts';
import type { BillingStage } from './stage.ts';
import { chooseWorker, type Striking } from './striking.ts';

/** What was done to the product, by kind. */
export type Blows = Record<string, number>;

/** Kinds of blows and how often they come; rare ones are further divided by `RARE`. */
const KINDS = { worker: 60, api: 10, freeze: 26, weather: 8, rare: 12 };
const RARE: Readonly<Record<RareBlow, number>> = {
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

/** Strikes until the signal, then waits until every blow is dealt and every process runs again. */
export async function dealBlows(
  plan: BillingPlan,
  stage: BillingStage,
  random: () => number,
  signal: AbortSignal,
): Promise<Blows> {
  const blows: Blows = {};
  const count = (kind: string): void => {
    blows[kind] = (blows[kind] ?? 0) + 1;
    stage.note(JSON.stringify({ chaos: 'blow', time: new Date(), kind }));
  };
  await controlSandbox(stage, { faults: USUAL_FAULTS });
  await Promise.all([
    strikeByChance({ plan, stage, random, signal, count }),
    strikeSurely({ plan, stage, random, signal, count }),
  ]);
  await controlSandbox(stage, { faults: '', clockOffsetMs: 0, listLagMs: TIMES.listLagMs });
  return blows;
}

async function strikeByChance(striking: Striking): Promise<void> {
  const { plan, stage, random, signal } = striking;
  const dealing = new Set<Promise<void>>();
  while (!signal.aborted) {
    const restMs = pickNumber(random, ...plan.blowEveryMs) * stage.slowness;
    await sleep(restMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const blow = strike(striking);
    dealing.add(blow);
    void blow.finally(() => dealing.delete(blow));
  }
  await Promise.all(dealing);
}

/** However short the run is, each rare blow comes once while there is something to lose. */
async function strikeSurely(striking: Striking): Promise<void> {
  const { plan, signal } = striking;
  const startedAt = performance.now();
  for (const [index, kind] of plan.sure.entries()) {
    const at = ((index + 1) * plan.durationMs) / (plan.sure.length + 1);
    const restMs = startedAt + at - performance.now();
    if (restMs > 0) await sleep(restMs, undefined, { signal }).catch(() => undefined);
    // A short run may be over before its turn; what it lasted for was dealt.
    if (signal.aborted) return;
    while (!(await dealRareBlow(kind, striking))) {
      if (signal.aborted) return;
      await sleep(100);
    }
  }
}

async function strike(striking: Striking): Promise<void> {
  const { plan, stage, random, count } = striking;
  const worker = chooseWorker(stage, random);
  switch (pickWeighted(random, KINDS)) {
    case 'worker':
      if (await kill(worker)) count('kill worker');
      return;
    case 'api':
      if (await kill(stage.api)) count('kill api');
      return;
    case 'freeze':
      if (await freeze(worker, pickNumber(random, TIMES.stallMs, 7000))) count('freeze worker');
      return;
    case 'rare': {
      // A mutant is struck where it is weak, and nothing else is to hide it.
      if (plan.mutant !== null) return;
      const allowed = Object.entries(RARE).filter(([kind]) => plan.sure.includes(kind as RareBlow));
      if (allowed.length > 0)
        await dealRareBlow(pickWeighted(random, Object.fromEntries(allowed)) as RareBlow, striking);
      return;
    }
    case 'weather':
      count('weather');
      return changeWeather(stage, random);
  }
}

/** A storm of refusals, a provider whose clock is wrong, or a list that lags, for a while. */
async function changeWeather(stage: BillingStage, random: () => number): Promise<void> {
  const ms = pickNumber(random, 1000, 3000);
  const kind = pickWeighted(random, { storm: 2, outage: 1, clock: 2, lag: 1 });
  if (kind === 'storm') await controlSandbox(stage, { faults: `refused-429@0+${ms / 1000},${USUAL_FAULTS}` });
  if (kind === 'outage')
    await controlSandbox(stage, { faults: `rejected-502@0+${ms / 1000},${USUAL_FAULTS}` });
  if (kind === 'clock')
    await controlSandbox(stage, { clockOffsetMs: pickNumber(random, -3_600_000, 3_600_000) });
  if (kind === 'lag') await controlSandbox(stage, { listLagMs: pickNumber(random, 0, TIMES.listLagMs) });
}
