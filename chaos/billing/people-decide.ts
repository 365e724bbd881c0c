import { askApi } from './ask-api.ts';
import { listsPrompts } from './families.ts';
import { gatherTakes, type SeenTake } from './gather-takes.ts';
import type { Bill, BillLine } from './judge-billing.ts';
import type { BillingFixture } from './fixture.ts';
import type { Injected } from './inject-faults.ts';

/** Decisions left to a person. */
export interface Decisions {
  givenUp: number;
  /** Unconfirmed takes of which a person said that nothing was accepted. */
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

/**
 * Resolves takes as not accepted when a list lied and the bill has nothing. All else is left to the product, then to
 * the judge.
 */
export async function settleByBill(
  fixture: BillingFixture,
  id: string,
  { decisions, injected }: { decisions: Decisions; injected: Injected },
): Promise<void> {
  const takes = await gatherTakes(fixture, [id]);
  const bill = (await (await fetch(`${fixture.sandbox.url}/bill`)).json()) as Bill;
  for (const { takeId, attempts } of findForAPerson({ takes, operations: bill.operations, injected })) {
    const body = { ...WHO, action: 'not-accepted', attempt: attempts };
    if (await decide(fixture, `/v1/unconfirmed/${takeId}/resolve`, body)) decisions.settled += 1;
  }
}

/** Within this time a create can still reach the provider, ms. */
const ARRIVAL_MS = 6000;

/** Settles by the bill what is unconfirmed at providers whose list tells no prompts: a person looks at the account's page. */
export async function settleForAPerson(
  fixture: BillingFixture,
  id: string,
  decisions: Decisions,
): Promise<void> {
  const takes = await gatherTakes(fixture, [id]);
  const late = takes.filter((take) => !listsPrompts(take.providerId) && isLongUnconfirmed(take, Date.now()));
  if (late.length === 0) return;
  const { operations } = (await (await fetch(`${fixture.sandbox.url}/bill`)).json()) as Bill;
  const owned = ownedBy(takes);
  for (const { takeId, attempts, prompt } of late) {
    const free = operations.find((line) => line.prompt === prompt && !owned.has(line.operationId));
    if (free !== undefined) owned.add(free.operationId);
    const found =
      free === undefined ? { action: 'not-accepted' } : { action: 'adopt', operationId: free.operationId };
    const body = { ...WHO, ...found, attempt: attempts };
    if (await decide(fixture, `/v1/unconfirmed/${takeId}/resolve`, body)) decisions.settled += 1;
  }
}

function isLongUnconfirmed({ state, timeline }: SeenTake, nowMs: number): boolean {
  const last = timeline.findLast(({ event }) => event === 'mark-unconfirmed');
  return state === 'unconfirmed' && last !== undefined && nowMs - Date.parse(last.at) > ARRIVAL_MS;
}

/** The operations that takes have, or had. */
function ownedBy(takes: readonly SeenTake[]): Set<string | undefined> {
  return new Set(
    takes.flatMap(({ operationId, timeline }) => [
      operationId,
      ...timeline.map((entry) => entry.operationId),
    ]),
  );
}

/** Lies that leave own operations out of a list that looks whole: for long, no absence is proof after them. */
const LEFT_OUT = /^list lie: list-(short|shifted)$/;

/** The unconfirmed takes that a person is the right end of, by what was dealt and what the bill says. */
export function findForAPerson(seen: {
  takes: readonly SeenTake[];
  operations: readonly BillLine[];
  injected: Injected;
}): SeenTake[] {
  const { takes, operations, injected } = seen;
  // Any other lie shows, or is as late as a machine can wait for.
  if (!Object.keys(injected).some((kind) => LEFT_OUT.test(kind))) return [];
  const owned = ownedBy(takes);
  const free = new Set(
    operations.filter(({ operationId }) => !owned.has(operationId)).map(({ prompt }) => prompt),
  );
  // What is on the bill is in the list by now, and found there without a proof of absence.
  return takes.filter(({ state, prompt }) => state === 'unconfirmed' && !free.has(prompt));
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
