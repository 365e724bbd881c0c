import { askApi } from './ask-api.ts';
import { gatherTakes, type SeenTake } from './gather-takes.ts';
import type { Bill, BillLine } from './judge-billing.ts';
import type { BillingFixture } from './fixture.ts';

/** What a person ends or tells, where a machine may not. */
export interface Decisions {
  givenUp: number;
  /** Unconfirmed takes that were told what became of them, after lists that could not be trusted. */
  settled: number;
}

const WHO = { by: 'chaos', reason: 'seen on the bill of the provider' };

/** Ends the overdue takes of a storyboard whose operations never end. */
export async function giveUpStuck(fixture: BillingFixture, id: string, decisions: Decisions): Promise<void> {
  const takes = await gatherTakes(fixture, [id]);
  for (const take of takes.filter(({ state, prompt }) => state === 'overdue' && isStuck(prompt))) {
    if (await decide(fixture, `/v1/takes/${take.takeId}/give-up`, WHO)) decisions.givenUp += 1;
  }
}

/** True for a prompt whose operation never ends. */
export function isStuck(prompt: string): boolean {
  return prompt.includes('[[fault:stuck]]');
}

/** Tells every unconfirmed take of a storyboard what the provider's bill says of it. */
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
  // One that failed may belong to an earlier purchase, whose take was made again.
  for (const { operationId } of free.toSorted(
    (a, b) => Number(a.state === 'failed') - Number(b.state === 'failed'),
  )) {
    const isTaken = await decide(fixture, path, { ...WHO, action: 'adopt', operationId, attempt: attempts });
    if (isTaken) return (owned.add(operationId), true);
  }
  return decide(fixture, path, { ...WHO, action: 'not-accepted', attempt: attempts });
}

/** False where it was decided meanwhile, or may not be. */
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
