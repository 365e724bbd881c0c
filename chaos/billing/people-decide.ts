import { askApi } from './ask-api.ts';
import { gatherTakes, type SeenTake } from './gather-takes.ts';
import type { Bill, BillLine } from './judge-billing.ts';
import type { BillingFixture } from './fixture.ts';

/** Decisions reserved for people. */
export interface Decisions {
  givenUp: number;
  /** Unconfirmed takes decided by a person, after unreliable lists. */
  settled: number;
}

const WHO = { by: 'chaos', reason: 'seen on the bill of the provider' };

/** Gives up the overdue takes of a storyboard with endless operations. */
export async function giveUpStuck(fixture: BillingFixture, id: string, decisions: Decisions): Promise<void> {
  const takes = await gatherTakes(fixture, [id]);
  for (const take of takes.filter(({ state, prompt }) => state === 'overdue' && isStuck(prompt))) {
    if (await decide(fixture, `/v1/takes/${take.takeId}/give-up`, WHO)) decisions.givenUp += 1;
  }
}

/** True for a prompt with an endless operation. */
export function isStuck(prompt: string): boolean {
  return prompt.includes('[[fault:stuck]]');
}

/** Decides every unconfirmed take of a storyboard by the provider's bill. */
export async function settleByBill(fixture: BillingFixture, id: string, decisions: Decisions): Promise<void> {
  const takes = await gatherTakes(fixture, [id]);
  const bill = (await (await fetch(`${fixture.sandbox.url}/bill`)).json()) as Bill;
  const owned = new Set(takes.map(({ operationId }) => operationId));
  for (const take of takes.filter(({ state }) => state === 'unconfirmed')) {
    const free = bill.operations.filter(
      (line) => line.prompt === take.prompt && !owned.has(line.operationId),
    );
    if (await settle(fixture, take, free, owned)) decisions.settled += 1;
  }
}

async function settle(
  fixture: BillingFixture,
  { takeId, attempts }: SeenTake,
  free: readonly BillLine[],
  owned: Set<string | undefined>,
): Promise<boolean> {
  const path = `/v1/unconfirmed/${takeId}/resolve`;
  // A failed operation may belong to an earlier purchase of a retried take.
  for (const { operationId } of free.toSorted(
    (a, b) => Number(a.state === 'failed') - Number(b.state === 'failed'),
  )) {
    const isTaken = await decide(fixture, path, { ...WHO, action: 'adopt', operationId, attempt: attempts });
    if (isTaken) return (owned.add(operationId), true);
  }
  return decide(fixture, path, { ...WHO, action: 'not-accepted', attempt: attempts });
}

/** False if it was decided meanwhile, or is not allowed. */
async function decide(fixture: BillingFixture, path: string, body: unknown): Promise<boolean> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  return fixture.people.act(() =>
    askApi(fixture, path, request).then(
      () => true,
      () => false,
    ),
  );
}
