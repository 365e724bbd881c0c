import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '../harness/random.ts';
import { injectLimiterFaults, type Injected } from './inject-limiter-faults.ts';
import type { LimiterPlan } from './limiter-plan.ts';
import { nameOpenTakes } from './name-open-takes.ts';
import { startLimiterFixture, type LimiterFixture } from './limiter-fixture.ts';

const FINAL = new Set(['completed', 'reused', 'failed', 'cancelled']);
const SHOTS = 40;
/** Time after the last fault until all is final and every permit free. */
const CALM_MS = 60_000;

export interface LimiterVerdict {
  violations: string[];
  figures: Record<string, unknown> & { takes: number; injected: Injected };
}

interface Bill {
  creates: { accepted: number };
  paidPerPrompt: { max: number; prompts: number };
  maxInFlight: number;
}
interface Status {
  state: string;
  counts: Record<string, number>;
}

/** One run: order, strike, let things calm down, and ask the provider what it saw. */
export async function runLimiterChaos(plan: LimiterPlan): Promise<LimiterVerdict> {
  const directory = await mkdtemp(join(tmpdir(), 'cineflow-chaos-'));
  try {
    await using fixture = await startLimiterFixture(plan, directory);
    const over = AbortSignal.timeout(plan.durationMs);
    const [injected, orders] = await Promise.all([
      injectLimiterFaults(plan, fixture, randomFrom(plan.seed), over),
      keepPosting(plan, fixture, over),
    ]);
    plan.print(`${orders.size} storyboards ordered; waiting for what is left`);
    const calmMs = await calmDown(fixture, [...orders.keys()]);
    return await judge(plan, fixture, { injected, orders, calmMs });
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Keeps takes waiting, so that a permit that is free is wanted. Returns the takes of each storyboard. */
async function keepPosting(
  plan: LimiterPlan,
  fixture: LimiterFixture,
  over: AbortSignal,
): Promise<Map<string, number>> {
  const orders = new Map<string, number>();
  while (!over.aborted) {
    const open = await countOpen(fixture, [...orders.keys()].slice(-8));
    if (open !== null && open < plan.openTakes) {
      const id = await order(fixture, `${plan.seed}-${orders.size}`);
      if (id !== null) orders.set(id, SHOTS);
    }
    await sleep(200);
  }
  return orders;
}

/** An order whose answer was lost is ordered again: its content is the same, so nothing is paid for it. */
async function order({ api }: LimiterFixture, name: string): Promise<string | null> {
  const segments = Array.from({ length: SHOTS }, (_, index) => ({
    segment_index: index + 1,
    prompt_text: `chaos ${name}, shot ${index + 1}`,
    duration_seconds: 10,
  }));
  const answer = await fetch(`${api.url}/v1/storyboards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ metadata: { project_name: name }, segments }),
  });
  const body = (await answer.json()) as { id: string };
  return answer.ok ? body.id : null;
}

async function countOpen(fixture: LimiterFixture, ids: readonly string[]): Promise<number | null> {
  const statuses = await Promise.all(ids.map((id) => read<Status>(fixture, `/v1/storyboards/${id}`)));
  if (statuses.includes(null)) return null;
  return statuses.reduce((sum, status) => sum + openOf(status), 0);
}

function openOf(status: Status | null): number {
  const open = Object.entries(status?.counts ?? {}).filter(([state]) => !FINAL.has(state));
  return open.reduce((sum, [, count]) => sum + count, 0);
}

async function read<T>({ api }: LimiterFixture, path: string): Promise<T | null> {
  const answer = await fetch(`${api.url}${path}`);
  const body: unknown = await answer.json();
  return answer.ok ? (body as T) : null;
}

async function countPermits(fixture: LimiterFixture): Promise<number | null> {
  const list = await read<{ providers: { inFlight: number }[] }>(fixture, '/v1/providers');
  return list === null ? null : list.providers.reduce((sum, { inFlight }) => sum + inFlight, 0);
}

/** Waits until all is final and no permit is held; returns how long that took, or the longest time allowed. */
async function calmDown(fixture: LimiterFixture, ids: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  let left = [...ids];
  while (performance.now() - startedAt < CALM_MS) {
    const open = await Promise.all(
      left.map(async (id) => openOf(await read<Status>(fixture, `/v1/storyboards/${id}`)) > 0),
    );
    left = left.filter((_, index) => open[index]);
    if (left.length === 0 && (await countPermits(fixture)) === 0) break;
    await sleep(250);
  }
  return Math.round(performance.now() - startedAt);
}

async function judge(
  plan: LimiterPlan,
  fixture: LimiterFixture,
  run: { injected: Injected; orders: ReadonlyMap<string, number>; calmMs: number },
): Promise<LimiterVerdict> {
  const bill = (await (await fetch(`${fixture.sandbox.url}/bill?operations=false`)).json()) as Bill;
  const statuses = await Promise.all(
    [...run.orders.keys()].map((id) => read<Status>(fixture, `/v1/storyboards/${id}`)),
  );
  const open = statuses.reduce((sum, status) => sum + openOf(status), 0);
  const failed = statuses.reduce((sum, status) => sum + (status?.counts['failed'] ?? 0), 0);
  const permits = await countPermits(fixture);
  const takes = [...run.orders.values()].reduce((sum, count) => sum + count, 0);
  const violations = [
    ...(bill.maxInFlight > plan.limit ? [`${bill.maxInFlight} in flight with ${plan.limit} permits`] : []),
    ...(bill.paidPerPrompt.max > 1 ? [`one take was paid ${bill.paidPerPrompt.max} times`] : []),
    ...(open > 0
      ? [
          `${open} takes are not final`,
          ...(await nameOpenTakes(fixture, await openTakes(fixture, run.orders))),
        ]
      : []),
    ...(failed > 0 ? [`${failed} takes failed`] : []),
    ...(permits === 0 ? [] : [`${permits} permits are held though nothing runs`]),
    ...(bill.paidPerPrompt.prompts < takes
      ? [`${takes - bill.paidPerPrompt.prompts} takes were never made`]
      : []),
  ];
  const { maxInFlight } = bill;
  const figures = {
    ...run,
    orders: run.orders.size,
    takes,
    paid: bill.creates.accepted,
    maxInFlight,
    permits,
    open,
  };
  return { violations, figures };
}

/** The takes of some storyboards that are not final. */
async function openTakes(fixture: LimiterFixture, orders: ReadonlyMap<string, number>): Promise<string[]> {
  const open: string[] = [];
  for (const id of orders.keys()) {
    const list = await read<{ shots: { takes: { takeId: string; state: string }[] }[] }>(
      fixture,
      `/v1/storyboards/${id}/shots`,
    );
    for (const { takes } of list?.shots ?? [])
      open.push(...takes.filter(({ state }) => !FINAL.has(state)).map((take) => take.takeId));
  }
  return open;
}
