import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis } from '@cineflow/testkit';
import { pickNumber, pickWeighted } from '../harness/random.ts';
import { TIMES, type LimiterPlan } from './limiter-plan.ts';
import type { LimiterStage, Place } from './limiter-stage.ts';

const KINDS = { kill: 50, freeze: 30, partition: 10, flush: 6, redis: 4 };
export type Blows = Record<keyof typeof KINDS, number>;

/** Strikes until the signal, then waits until every process runs and every route is there again. */
export async function dealLimiterBlows(
  plan: LimiterPlan,
  stage: LimiterStage,
  random: () => number,
  signal: AbortSignal,
): Promise<Blows> {
  const blows: Blows = { kill: 0, freeze: 0, partition: 0, flush: 0, redis: 0 };
  const dealing = new Set<Promise<void>>();
  while (!signal.aborted) {
    await sleep(pickNumber(random, ...plan.blowEveryMs), undefined, { signal }).catch(() => undefined);
    const kind = pickWeighted(random, KINDS);
    const place = stage.places[pickNumber(random, 0, stage.places.length - 1)] as Place;
    const lengthMs = pickNumber(random, TIMES.stallMs + 500, TIMES.stallMs * 3);
    if (signal.aborted || !isFree(kind, stage, place)) continue;
    blows[kind] += 1;
    const blow = deal(kind, stage, place, lengthMs);
    dealing.add(blow);
    void blow.finally(() => dealing.delete(blow));
  }
  await Promise.all(dealing);
  return blows;
}

function isFree(kind: keyof Blows, stage: LimiterStage, place: Place): boolean {
  return kind === 'redis' || kind === 'flush' ? !stage.redisBusy : !place.busy;
}

async function deal(kind: keyof Blows, stage: LimiterStage, place: Place, lengthMs: number): Promise<void> {
  const onRedis = kind === 'redis' || kind === 'flush';
  if (onRedis) stage.redisBusy = true;
  else place.busy = true;
  if (kind === 'kill') await replace(place);
  if (kind === 'freeze') await freeze(place, lengthMs);
  if (kind === 'partition') await cutOff(place, lengthMs);
  if (kind === 'flush') await flushScripts(stage.redis.url);
  if (kind === 'redis') await stage.redis.restart();
  if (onRedis) stage.redisBusy = false;
  else place.busy = false;
}

async function replace(place: Place): Promise<void> {
  await place.process.kill('SIGKILL');
  for (;;) {
    const started = await place.start().catch(() => null);
    if (started !== null) {
      place.process = started;
      return;
    }
  }
}

async function freeze({ process }: Place, ms: number): Promise<void> {
  await process.kill('SIGSTOP');
  await sleep(ms);
  await process.kill('SIGCONT');
}

/** The route is lost and comes back; half of the time the connections do not outlive it. */
async function cutOff({ proxy }: Place, ms: number): Promise<void> {
  proxy.hold();
  await sleep(ms);
  if (ms % 2 === 0) proxy.reset();
  proxy.release();
}

async function flushScripts(url: string): Promise<void> {
  await using redis = connectRedis(url);
  await redis.script('FLUSH');
}
