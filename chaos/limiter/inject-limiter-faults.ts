import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis } from '@cineflow/testkit';
import { pickNumber, pickWeighted } from '../harness/random.ts';
import { TIMES, type LimiterPlan } from './limiter-plan.ts';
import type { LimiterFixture, Place } from './limiter-fixture.ts';

const KINDS = { kill: 50, freeze: 30, partition: 10, flush: 6, redis: 4 };
export type Injected = Record<keyof typeof KINDS, number>;

/** Strikes until the signal, then waits until every process runs and every route is there again. */
export async function injectLimiterFaults(
  plan: LimiterPlan,
  fixture: LimiterFixture,
  random: () => number,
  signal: AbortSignal,
): Promise<Injected> {
  const injected: Injected = { kill: 0, freeze: 0, partition: 0, flush: 0, redis: 0 };
  const dealing = new Set<Promise<void>>();
  while (!signal.aborted) {
    await sleep(pickNumber(random, ...plan.faultEveryMs), undefined, { signal }).catch(() => undefined);
    const kind = pickWeighted(random, KINDS);
    const place = fixture.places[pickNumber(random, 0, fixture.places.length - 1)] as Place;
    const lengthMs = pickNumber(random, TIMES.stallMs + 500, TIMES.stallMs * 3);
    if (signal.aborted || !isFree(kind, fixture, place)) continue;
    injected[kind] += 1;
    const fault = deal(kind, fixture, place, lengthMs);
    dealing.add(fault);
    void fault.finally(() => dealing.delete(fault));
  }
  await Promise.all(dealing);
  return injected;
}

function isFree(kind: keyof Injected, fixture: LimiterFixture, place: Place): boolean {
  return kind === 'redis' || kind === 'flush' ? !fixture.redisBusy : !place.busy;
}

async function deal(
  kind: keyof Injected,
  fixture: LimiterFixture,
  place: Place,
  lengthMs: number,
): Promise<void> {
  const onRedis = kind === 'redis' || kind === 'flush';
  if (onRedis) fixture.redisBusy = true;
  else place.busy = true;
  if (kind === 'kill') await replace(place);
  if (kind === 'freeze') await freeze(place, lengthMs);
  if (kind === 'partition') await cutOff(place, lengthMs);
  if (kind === 'flush') await flushScripts(fixture.redis.url);
  if (kind === 'redis') await fixture.redis.restart();
  if (onRedis) fixture.redisBusy = false;
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
  proxy.block();
  await sleep(ms);
  if (ms % 2 === 0) proxy.reset();
  proxy.release();
}

async function flushScripts(url: string): Promise<void> {
  await using redis = connectRedis(url);
  await redis.script('FLUSH');
}
