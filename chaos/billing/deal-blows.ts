import { setTimeout as sleep } from 'node:timers/promises';
import { pickNumber, pickWeighted } from '../harness/random.ts';
import { TIMES, type BillingPlan } from './billing-plan.ts';
import { emptyRedis, rollBackRedis } from './lose-data.ts';
import type { BillingStage, Slot } from './stage.ts';

/** What was done to the product. */
export interface Blows {
  kills: { worker: number; api: number; redis: number };
  freezes: number;
  /** Times Redis was emptied or rolled back. */
  losses: number;
  weather: number;
}

const KINDS = { worker: 60, api: 10, redis: 6, freeze: 26, weather: 8, loss: 1 };

/** Faults that meet one create, poll, list or film in so many. */
const USUAL =
  'accepted-500=0.02,accepted-http-500=0.02,accepted-502=0.02,accepted-drop=0.02,accepted-hang=0.01,accepted-cut-json=0.02,' +
  'accepted-no-id=0.02,accepted-no-data=0.02,accepted-late=0.03,rejected-502=0.02,refused-drop=0.02,' +
  'refused-429=0.03,poll-500=0.02,poll-429=0.02,poll-html=0.01,list-500=0.05,list-html=0.05,film-expired=0.02,' +
  'film-cut=0.01';

/** Strikes until the signal, then waits until every blow is dealt and every process runs again. */
export async function dealBlows(
  plan: BillingPlan,
  stage: BillingStage,
  random: () => number,
  signal: AbortSignal,
): Promise<Blows> {
  const blows: Blows = { kills: { worker: 0, api: 0, redis: 0 }, freezes: 0, losses: 0, weather: 0 };
  const dealing = new Set<Promise<void>>();
  await control(stage, { faults: USUAL });
  // However short the run is, Redis is emptied once while there is something to lose.
  const half = setTimeout(
    () => void dealing.add(loseData(stage, { random: () => 0, blows })),
    plan.durationMs / 2,
  );
  while (!signal.aborted) {
    await sleep(pickNumber(random, ...plan.blowEveryMs), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const kind = pickWeighted(random, KINDS);
    const blow = strike(kind, stage, { random, blows, worker: chooseWorker(stage, random) });
    dealing.add(blow);
    void blow.finally(() => dealing.delete(blow));
  }
  clearTimeout(half);
  await Promise.all(dealing);
  await control(stage, { faults: '', clockOffsetMs: 0, listLagMs: TIMES.listLagMs });
  return blows;
}

/** One that is not being dealt with, where there is one. */
function chooseWorker({ workers }: BillingStage, random: () => number): Slot {
  const idle = workers.filter(({ busy }) => !busy);
  const some = idle.length > 0 ? idle : workers;
  return some[pickNumber(random, 0, some.length - 1)] as Slot;
}

interface Striking {
  random: () => number;
  blows: Blows;
  worker: Slot;
}

async function strike(kind: keyof typeof KINDS, stage: BillingStage, striking: Striking): Promise<void> {
  const { random, blows, worker } = striking;
  switch (kind) {
    case 'worker':
      if (await kill(worker)) blows.kills.worker += 1;
      return;
    case 'api':
      if (await kill(stage.api)) blows.kills.api += 1;
      return;
    case 'redis':
      return restartRedis(stage, blows);
    case 'freeze':
      if (await freeze(worker, pickNumber(random, TIMES.stallMs, 7000))) blows.freezes += 1;
      return;
    case 'loss':
      return loseData(stage, striking);
    case 'weather':
      blows.weather += 1;
      return changeWeather(stage, random);
  }
}

async function restartRedis(stage: BillingStage, blows: Blows): Promise<void> {
  if (stage.redisBusy) return;
  stage.redisBusy = true;
  blows.kills.redis += 1;
  await stage.redis.restart();
  stage.redisBusy = false;
}

async function loseData(stage: BillingStage, { random, blows }: Omit<Striking, 'worker'>): Promise<void> {
  if (stage.redisBusy) return;
  stage.redisBusy = true;
  blows.losses += 1;
  if (random() < 0.5) await emptyRedis(stage.redis);
  else await rollBackRedis(stage.redis, random);
  stage.redisBusy = false;
}

async function kill(slot: Slot): Promise<boolean> {
  if (slot.busy) return false;
  slot.busy = true;
  await slot.process.kill('SIGKILL');
  slot.process = await startAgain(slot);
  slot.busy = false;
  return true;
}

/** Redis may be down at this moment; a process that cannot start yet is started again, as a supervisor does. */
async function startAgain(slot: Slot): Promise<Slot['process']> {
  for (;;) {
    try {
      return await slot.start();
    } catch (error) {
      if (String(error).includes('chaos:')) throw error;
      await sleep(200);
    }
  }
}

async function freeze(slot: Slot, ms: number): Promise<boolean> {
  if (slot.busy) return false;
  slot.busy = true;
  await slot.process.kill('SIGSTOP');
  await sleep(ms);
  await slot.process.kill('SIGCONT');
  slot.busy = false;
  return true;
}

/** A storm of refusals, a provider whose clock is wrong, or a list that lags, for a while. */
async function changeWeather(stage: BillingStage, random: () => number): Promise<void> {
  const ms = pickNumber(random, 1000, 3000);
  const kind = pickWeighted(random, { storm: 2, outage: 1, clock: 2, lag: 1 });
  if (kind === 'storm') await control(stage, { faults: `refused-429@0+${ms / 1000},${USUAL}` });
  if (kind === 'outage') await control(stage, { faults: `rejected-502@0+${ms / 1000},${USUAL}` });
  if (kind === 'clock') await control(stage, { clockOffsetMs: pickNumber(random, -3_600_000, 3_600_000) });
  if (kind === 'lag') await control(stage, { listLagMs: pickNumber(random, 0, TIMES.listLagMs) });
}

async function control(stage: BillingStage, change: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${stage.sandbox.url}/control`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  if (!answer.ok) throw new Error(`the sandbox refused ${JSON.stringify(change)}: ${await answer.text()}`);
}
