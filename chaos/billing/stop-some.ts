import { setTimeout as sleep } from 'node:timers/promises';
import { pickNumber } from '../harness/random.ts';
import { askApi } from './ask-api.ts';
import type { Bill } from './judge-billing.ts';
import type { BillingFixture } from './fixture.ts';
import type { Ordered } from './write-storyboards.ts';

/** Stops issued by users. */
export interface Stops {
  cancelled: number;
  paused: number;
  /** Number of budgets checked, then removed. */
  budgets: number;
}

const CANCEL = 0.04;
const PAUSE = 0.08;
const BUDGET_MS = [2000, 9000] as const;

/** Cancels or pauses some storyboards soon after their order, and removes budgets later. */
export async function stopSome(
  fixture: BillingFixture,
  random: () => number,
  { id, ordered, stops }: { id: string; ordered: Ordered; stops: Stops },
): Promise<void> {
  const chance = random();
  const ms = pickNumber(random, 0, 2000);
  const tell = (what: string) =>
    fixture.people.act(() => askApi(fixture, `/v1/storyboards/${id}/${what}`, { method: 'POST' }));
  if (ordered.budgetCents !== undefined) {
    await sleep(pickNumber(random, ...BUDGET_MS));
    stops.budgets += 1;
    await liftBudget(fixture, id, { ...ordered, budgetCents: ordered.budgetCents });
  } else if (chance < CANCEL) {
    stops.cancelled += 1;
    await sleep(ms);
    await tell('cancel');
  } else if (chance < CANCEL + PAUSE) {
    stops.paused += 1;
    await tell('pause');
    await sleep(ms);
    await tell('resume');
  }
}

async function liftBudget(
  fixture: BillingFixture,
  id: string,
  { name, prompts, budgetCents }: Ordered & { budgetCents: number },
): Promise<void> {
  const { operations } = (await (await fetch(`${fixture.sandbox.url}/bill`)).json()) as Bill;
  const spent = operations.reduce(
    (sum, { prompt, chargedCents, refundedCents }) =>
      sum + (prompts.has(prompt) ? chargedCents - refundedCents : 0),
    0,
  );
  if (spent > budgetCents) fixture.oddities.push(`${name} cost ${spent} of ${budgetCents} cents`);
  const none = {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"budgetCents":null}',
  };
  await fixture.people.act(() => askApi(fixture, `/v1/storyboards/${id}/budget`, none));
}
