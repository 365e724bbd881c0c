import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '../harness/random.ts';
import { askApi, lookFor } from './ask-api.ts';
import { POLLS_PER_SECOND, type BillingPlan } from './billing-plan.ts';
import { injectFaults, type Injected } from './inject-faults.ts';
import { gatherTakes, type SeenTake } from './gather-takes.ts';
import { findOverpaid, judgeBilling, type Bill, type Verdict } from './judge-billing.ts';
import { startBillingFixture, type BillingFixture } from './fixture.ts';
import { giveUpStuck, settleByBill, settleForAPerson, type Decisions } from './people-decide.ts';
import { stopSome, type Stops } from './stop-some.ts';
import { writeStoryboard, type Ordered } from './write-storyboards.ts';

const IDLE_MS = 100;

/** One run: order, strike, let things calm down, then compare what was paid with what was made. */
export async function runBillingChaos(plan: BillingPlan): Promise<Verdict> {
  const directory = await mkdtemp(join(tmpdir(), 'cineflow-chaos-'));
  try {
    await using fixture = await startBillingFixture(plan, directory);
    const startedAt = performance.now();
    const decisions: Decisions = { givenUp: 0, settled: 0 };
    const orders: Ordered[] = [];
    const ids: string[] = [];
    const stops: Stops = { cancelled: 0, paused: 0, budgets: 0 };
    const over = AbortSignal.any([AbortSignal.timeout(plan.durationMs), watchMutant(plan, fixture, orders)]);
    const [injected] = await Promise.all([
      injectFaults(plan, fixture, randomFrom(plan.seed), over),
      order(plan, fixture, { orders, ids, stops, decisions, over }),
    ]);
    plan.print(`${orders.length} storyboards ordered; waiting for what is left`);
    const { takes, spentCents } = await settleDown(plan, fixture, { ids, orders, decisions, injected });
    const seconds = (performance.now() - startedAt) / 1000;
    const bill = (await (await fetch(`${fixture.sandbox.url}/bill`)).json()) as Bill;
    const { oddities } = fixture;
    const evidence = {
      limit: plan.limit,
      providers: plan.providers,
      orders,
      takes,
      spentCents,
      injected,
      stops,
      decisions,
      mostAsked: Math.ceil(POLLS_PER_SECOND * (seconds + countEmptied(injected))),
      bill,
      oddities,
      stalls: fixture.stalls(),
    };
    return await judgeBilling({ ...evidence, clipDirectory: join(directory, 'clips') });
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A Redis that loses its budget of questions grants it again. */
function countEmptied(injected: Injected): number {
  return Object.entries(injected).reduce(
    (sum, [kind, times]) => sum + (/redis|book/.test(kind) ? times : 0),
    1,
  );
}

/** A mutant that was noticed need not go on. */
function watchMutant(plan: BillingPlan, fixture: BillingFixture, orders: readonly Ordered[]): AbortSignal {
  const noticed = new AbortController();
  const look = async (): Promise<void> => {
    for (const until = performance.now() + plan.durationMs; performance.now() < until; await sleep(1000)) {
      if (await isNoticed(plan, fixture, orders)) return noticed.abort();
    }
  };
  // A bill that cannot be had ends the run elsewhere.
  if (plan.mutant !== null) void look().catch(() => undefined);
  return noticed.signal;
}

async function isNoticed(
  { limit }: BillingPlan,
  fixture: BillingFixture,
  orders: readonly Ordered[],
): Promise<boolean> {
  const bill = (await (await fetch(`${fixture.sandbox.url}/bill`)).json()) as Bill;
  return fixture.oddities.length > 0 || bill.maxInFlight > limit || findOverpaid({ orders, bill }).length > 0;
}

interface Ordering {
  orders: Ordered[];
  ids: string[];
  stops: Stops;
  decisions: Decisions;
  over: AbortSignal;
}

/** Keeps this many takes open. Repeats a post without an answer under the same key. */
async function order(plan: BillingPlan, fixture: BillingFixture, ordering: Ordering): Promise<void> {
  const { orders, ids, stops, decisions, over } = ordering;
  const stopping: Promise<void>[] = [];
  const random = randomFrom(plan.seed + 1);
  while (!over.aborted) {
    const page = await askApi<{ storyboards: { id: string; counts: Record<string, number> }[] }>(
      fixture,
      '/v1/storyboards?limit=50',
    );
    for (const { id, counts } of page.storyboards) {
      if (counts['overdue']) await giveUpStuck(fixture, id, decisions);
      if (counts['unconfirmed']) await settleForAPerson(fixture, id, decisions);
    }
    const open = page.storyboards.reduce((sum, { counts }) => sum + countOpen(counts), 0);
    if (open >= plan.openTakes) {
      await sleep(IDLE_MS);
      continue;
    }
    const next = writeStoryboard(random, {
      run: `chaos-${plan.seed}`,
      number: orders.length + 1,
      providers: plan.providers,
    });
    orders.push(next);
    const { id } = await fixture.people.act(() =>
      askApi<{ id: string }>(fixture, '/v1/storyboards', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': next.name },
        body: JSON.stringify(next.body),
      }),
    );
    ids.push(id);
    stopping.push(stopSome(fixture, random, { id, ordered: next, stops }));
  }
  await Promise.all(stopping);
}

function countOpen(counts: Record<string, number>): number {
  const { queued = 0, submitting = 0, unconfirmed = 0, rendering = 0, overdue = 0, collecting = 0 } = counts;
  return queued + submitting + unconfirmed + rendering + overdue + collecting;
}

interface Seen {
  name: string;
  counts: Record<string, number>;
  cost: { spentCents: number };
}

/** Waits until every take is final, or has had its time. A storyboard that is lost has no takes. */
async function settleDown(
  plan: BillingPlan,
  fixture: BillingFixture,
  {
    ids,
    orders,
    decisions,
    injected,
  }: Pick<Ordering, 'ids' | 'orders' | 'decisions'> & { injected: Injected },
): Promise<{ takes: SeenTake[]; spentCents: Map<string, number> }> {
  const untilMs = performance.now() + plan.calmMs;
  // The machine goes first; a person may be needed where a list is doubted for long.
  const patientUntilMs = performance.now() + plan.calmMs / 3;
  const there = new Map<string, Seen>();
  let open = [...ids];
  while (open.length > 0 && performance.now() < untilMs) {
    const looked = open.map(async (id) => {
      const found = await lookFor<Seen>(fixture, `/v1/storyboards/${id}`);
      if (found === null) there.delete(id);
      else there.set(id, found);
      if (found?.counts['overdue']) await giveUpStuck(fixture, id, decisions);
      if (found?.counts['unconfirmed']) await settleForAPerson(fixture, id, decisions);
      const isLate = performance.now() > patientUntilMs;
      if (isLate && found?.counts['unconfirmed']) await settleByBill(fixture, id, { decisions, injected });
      return found && countOpen(found.counts) > 0 ? [id] : [];
    });
    open = (await Promise.all(looked)).flat();
    if (plan.mutant !== null && (await isNoticed(plan, fixture, orders))) break;
    if (open.length > 0) await sleep(500);
  }
  const spentCents = new Map([...there.values()].map(({ name, cost }) => [name, cost.spentCents]));
  return { takes: await gatherTakes(fixture, [...there.keys()]), spentCents };
}
