import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@cineflow/testkit';
import { countCommands } from './count-commands.ts';
import { cpuOf, cpuOfRedis, percentile, startBenchFixture } from './fixture.ts';

/** One figure: measured value, target, and whether it is met. */
export interface Figure {
  figure: string;
  value: number;
  wanted: string;
  met: boolean | null;
}

export function figure(name: string, value: number, bound?: { most?: number; least?: number }): Figure {
  const { most, least } = bound ?? {};
  const wanted = most === undefined ? (least === undefined ? '' : `≥ ${least}`) : `≤ ${most}`;
  const met = bound === undefined ? null : value <= (most ?? Infinity) && value >= (least ?? -Infinity);
  return { figure: name, value: Math.round(value * 100) / 100, wanted, met };
}

/** Renders of a model take similar, never equal times. */
const SPREAD = '700-1300';
/** Like a long-running worker: compiled code, open connections. */
const WARM_UP_TAKES = 300;
/** All permits are freed at the same moment, repeatedly. */
const ALL_AT_ONCE = '1000';

/** Time from freeing a permit to the first byte of the next create, over HTTP to a sandbox. */
export async function benchHandOff(): Promise<Figure[]> {
  const spread = await handOffs(SPREAD);
  const burst = await handOffs(ALL_AT_ONCE);
  return [
    figure('hand-offs measured', spread.length),
    figure('hand-off p50, ms', percentile(spread, 0.5), { most: 5 }),
    figure('hand-off p99, ms', percentile(spread, 0.99), { most: 25 }),
    figure('20 hand-offs at once: p50, ms', percentile(burst, 0.5)),
    figure('20 hand-offs at once: p99, ms', percentile(burst, 0.99)),
  ];
}

async function handOffs(renderMs: typeof SPREAD | typeof ALL_AT_ONCE): Promise<number[]> {
  const freed = new Map<string, number>();
  const created = new Map<string, number>();
  await using fixture = await startBenchFixture({
    mode: 'sandbox',
    workers: 4,
    limit: 20,
    renderMs,
    onMessage: (message) => {
      if (message.kind === 'freed') freed.set(message.take, message.at);
      if (message.kind === 'created') created.set(message.take, message.at);
    },
  });
  await fixture.order('warm-up', WARM_UP_TAKES);
  await fixture.finished('warm-up', 120_000);
  freed.clear();
  created.clear();
  await fixture.order('handoff', 300);
  await fixture.finished('handoff', 120_000);
  return [...freed].flatMap(([take, at]) => {
    const wire = created.get(take);
    return wire === undefined ? [] : [wire - at];
  });
}

const IDLE_SETTLE_MS = 15_000;
const IDLE_MS = 20_000;

/** Load on Redis while 10,000 takes wait and no permit is free. */
export async function benchIdle(): Promise<Figure[]> {
  await using fixture = await startBenchFixture({ mode: 'endless', workers: 4, limit: 20 });
  await fixture.order('idle', 10_000);
  await eventually(async () => (await fixture.lane.stats()).inFlight === 20, { timeoutMs: 30_000 });
  await sleep(IDLE_SETTLE_MS);
  const cpuBefore = await cpuOfRedis(fixture.redis);
  const counts = await countCommands(fixture.redis, () => sleep(IDLE_MS));
  const cpu = (await cpuOfRedis(fixture.redis)) - cpuBefore;
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  console.log('idle commands', Object.fromEntries(counts));
  return [
    figure('commands/s, 10,000 waiting, 20 rendering, 4 workers', total / (IDLE_MS / 1000), { most: 30 }),
    figure('Redis meanwhile, % of a core', (cpu / IDLE_MS) * 100),
  ];
}

/** Client commands per take, from the order to the stored clip. */
export async function benchCommands(): Promise<Figure[]> {
  await using fixture = await startBenchFixture({ mode: 'instant', workers: 2, limit: 20 });
  const takes = 200;
  const counts = await countCommands(fixture.redis, async () => {
    await fixture.order('commands', takes);
    await fixture.finished('commands', 60_000);
    await eventually(async () => (await fixture.queues.takes.getCompletedCount()) === takes);
  });
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  console.log('commands of', takes, 'takes', Object.fromEntries(counts));
  return [figure('client commands per take', total / takes)];
}

/** Job starts per take: submit, end, collect. */
const HOPS = 3;

/** Takes per second with an instant provider, compared with empty BullMQ jobs. */
export async function benchThroughput(workers = 2): Promise<Figure[]> {
  const bare = await bareJobsPerSecond(workers, 20_000);
  const few = await takesPerSecond(workers, 20, 1000);
  const many = await takesPerSecond(workers, 1000, 4000);
  return [
    figure('bare BullMQ jobs/s', bare),
    figure('takes/s, instant provider, limit 20', few),
    figure('takes/s, instant provider, limit 1,000', many),
    figure(`% of the bare ceiling at ${HOPS} hops, limit 1,000`, (many / (bare / HOPS)) * 100, { least: 35 }),
  ];
}

/** Concurrent jobs per queue and worker, for empty jobs too. */
const AT_ONCE = '100';
const QUICK = {
  CINEFLOW_POLL_FIRST_MS: '0',
  CINEFLOW_WORKER_CONCURRENCY: AT_ONCE,
  CINEFLOW_COLLECT_CONCURRENCY: AT_ONCE,
};

async function takesPerSecond(workers: number, limit: number, takes: number): Promise<number> {
  await using fixture = await startBenchFixture({ mode: 'instant', workers, limit, env: QUICK });
  await fixture.order('warm-up', WARM_UP_TAKES * workers);
  await fixture.finished('warm-up', 60_000);
  await fixture.lane.isolate('manual');
  await fixture.order('through', takes);
  const startedAt = performance.now();
  // In production the provider's limit is known after minutes.
  await fixture.open(limit);
  await fixture.finished('through', 180_000);
  return (takes / (performance.now() - startedAt)) * 1000;
}

async function bareJobsPerSecond(workers: number, jobs: number): Promise<number> {
  await using fixture = await startBenchFixture({ mode: 'bare', workers, limit: 20, env: QUICK });
  const { takes } = fixture.queues;
  const run = async (name: string, count: number): Promise<number> => {
    await takes.pause();
    const all = Array.from({ length: count }, (_, index) => ({
      name: 'take',
      data: { takeId: `${name}-${index}`, providerId: 'sora-hk' },
      opts: { jobId: `${name}-${index}` },
    }));
    for (let start = 0; start < count; start += 1000) await takes.addBulk(all.slice(start, start + 1000));
    const startedAt = performance.now();
    await takes.resume();
    await eventually(async () => (await takes.getWaitingCount()) === 0, { timeoutMs: 60_000 });
    return (count / (performance.now() - startedAt)) * 1000;
  };
  await run('warm-up', WARM_UP_TAKES * HOPS * workers);
  return await run('job', jobs);
}

const IN_FLIGHT = 10_000;
const WATCH_MS = 20_000;

/** 10,000 operations in flight, polled every 10 s by one worker; without HTTP. */
export async function benchInFlight(): Promise<Figure[]> {
  const lags: number[] = [];
  let watching = false;
  await using fixture = await startBenchFixture({
    mode: 'endless',
    workers: 1,
    limit: IN_FLIGHT,
    env: { CINEFLOW_POLL_MIN_MS: '10000', CINEFLOW_POLL_MAX_MS: '10000', CINEFLOW_WORKER_CONCURRENCY: '100' },
    onMessage: (message) => {
      if (watching && message.kind === 'lag') lags.push(message.ms);
    },
  });
  await fixture.redis.hset(fixture.lane.key, 'proven', IN_FLIGHT);
  await fixture.order('flight', IN_FLIGHT);
  const due = () => fixture.redis.zcard(`${fixture.lane.key}:due`);
  await eventually(async () => (await due()) === IN_FLIGHT, { timeoutMs: 120_000 });
  await sleep(12_000);
  watching = true;
  const [worker] = fixture.workers;
  if (worker === undefined) throw new Error('no worker');
  const [nodeBefore, redisBefore] = [await cpuOf(worker), await cpuOfRedis(fixture.redis)];
  await sleep(WATCH_MS);
  const nodeShare = ((await cpuOf(worker)) - nodeBefore) / WATCH_MS;
  const redisShare = ((await cpuOfRedis(fixture.redis)) - redisBefore) / WATCH_MS;
  return [
    figure('10,000 in flight: polls/s', lags.length / (WATCH_MS / 1000)),
    figure('10,000 in flight: Redis, % of a core', redisShare * 100, { most: 3 }),
    figure('10,000 in flight: node, % of a core', nodeShare * 100, { most: 10 }),
    figure('10,000 in flight: lag of a poll p50, ms', percentile(lags, 0.5)),
    figure('10,000 in flight: lag of a poll p95, ms', percentile(lags, 0.95)),
    figure('10,000 in flight: lag of a poll p99, ms', percentile(lags, 0.99), { most: 500 }),
  ];
}
