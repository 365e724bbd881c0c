import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Injected } from './inject-faults.ts';
import type { SeenTake } from './gather-takes.ts';
import { isStuck, type Decisions } from './people-decide.ts';
import type { Stops } from './stop-some.ts';
import type { Ordered } from './write-storyboards.ts';

/** One paid create on the provider's bill. */
export interface BillLine {
  operationId: string;
  prompt: string;
  state: string;
  createFault: string | null;
  chargedCents: number;
  refundedCents: number;
}

/** Counters of the provider. */
export interface Bill {
  operations: BillLine[];
  refusedByReason: Readonly<Record<string, number>>;
  maxInFlight: number;
  requests: { polls: number; lists: number; maxAskedPerSecond: number };
}

export interface Evidence {
  /** Limit of creates in flight. */
  limit: number;
  providers: readonly string[];
  orders: readonly Ordered[];
  takes: readonly SeenTake[];
  /** Cost of each storyboard according to the API, by name. */
  spentCents: ReadonlyMap<string, number>;
  injected: Injected;
  stalls: number;
  stops: Stops;
  decisions: Decisions;
  /** Maximum of polls and list requests. */
  mostAsked: number;
  bill: Bill;
  /** Answers and logs that must never occur. */
  oddities: readonly string[];
  clipDirectory: string;
}

export interface Verdict {
  violations: string[];
  /** Problems that more time might have solved. */
  unfinished: string[];
  /** Takes with their timelines, and lines of the bill, of the prompts that violations name. */
  involved: readonly (SeenTake | BillLine)[];
  figures: Record<string, unknown> & { takes: number };
}

const FINAL = new Set(['completed', 'reused', 'failed', 'cancelled']);

/** Compares the provider's bill, the API's answers and the clips on disk. */
export async function judgeBilling(evidence: Evidence): Promise<Verdict> {
  const { takes, injected, stalls, stops, oddities } = evidence;
  const { operations, refusedByReason, maxInFlight } = evidence.bill;
  const { limit, decisions, mostAsked } = evidence;
  const { requests } = evidence.bill;
  // The provider counts given-up operations as in flight; nothing else may remain.
  const held = takes.filter((take) => isGivenUp(take)).length;
  const unfinished = findUnfinished(evidence);
  const violations = [
    ...oddities,
    ...(maxInFlight > limit + held
      ? [`${maxInFlight} in flight, ${limit} are allowed, ${held} given up`]
      : []),
    ...(requests.polls + requests.lists > mostAsked
      ? [`asked ${requests.polls + requests.lists} times, ${mostAsked} are allowed`]
      : []),
    // Other providers charge in other units than the bill.
    ...(evidence.providers.length > 1 ? [] : findWrongSums(evidence)),
    ...findOverpaid(evidence),
    ...findWrongAdoptions(evidence),
    ...findLost(evidence),
    ...unfinished,
    ...(await findBadClips(evidence)),
  ];
  const adopted = takes.filter((take) => happened(take, 'mark-unconfirmed') && take.state !== 'unconfirmed');
  const owned = new Set(takes.map(({ operationId }) => operationId));
  const again = operations.filter((line) => wasMadeAgain(line, owned)).length;
  const paid = Map.groupBy(operations, ({ prompt }) => prompt);
  const figures = {
    injected,
    stalls,
    stops,
    decisions,
    asked: { ...requests, most: mostAsked },
    takes: takes.length,
    states: countBy(takes, ({ state }) => state),
    creates: { paid: operations.length, paidAgainAsOrdered: again, refused: refusedByReason },
    faults: countBy(
      operations.filter(({ createFault }) => createFault !== null),
      ({ createFault }) => createFault ?? '',
    ),
    paidPerTake: (operations.length - again) / Math.max(1, countPaidFor(takes)),
    maxInFlight,
    mostPaidPerPrompt: Math.max(0, ...[...paid.values()].map((lines) => lines.length)),
    unconfirmed: {
      ever: takes.filter((take) => happened(take, 'mark-unconfirmed')).length,
      settledByMachine: adopted.length - decisions.settled,
      leftForAPerson: takes.filter(({ state }) => state === 'unconfirmed').length,
    },
    violations: violations.length,
  };
  const isNamed = ({ prompt }: { prompt: string }) => violations.some((text) => text.endsWith(prompt));
  return { violations, unfinished, involved: [...takes, ...operations].filter(isNamed), figures };
}

/** Finds prompts with more paid creates than ordered takes, plus allowed retries of failed renders. */
export function findOverpaid({ orders, bill: { operations } }: Pick<Evidence, 'orders' | 'bill'>): string[] {
  const ordered = new Map(orders.flatMap(({ prompts }) => [...prompts]));
  return [...Map.groupBy(operations, ({ prompt }) => prompt)].flatMap(([prompt, lines]) => {
    const wanted = ordered.get(prompt)?.mostPaid ?? 0;
    // After a roll-back of the book, a failed task that costs nothing is made again if its list row has no prompt.
    const paid = lines.filter(({ chargedCents, refundedCents }) => chargedCents > refundedCents);
    return paid.length > wanted ? [`paid ${paid.length} times for ${wanted}: ${prompt}`] : [];
  });
}

/** Finds operations adopted by a take of another prompt, and paid ones without a take. */
function findWrongAdoptions({ takes, bill: { operations } }: Evidence): string[] {
  const lines = new Map(operations.map((line) => [line.operationId, line]));
  const owners = Map.groupBy(
    takes.filter(({ operationId }) => operationId !== undefined),
    ({ operationId }) => operationId ?? '',
  );
  const wrong = [...owners].flatMap(([operationId, [first, ...others]]) => {
    const line = lines.get(operationId);
    if (line === undefined)
      return [`${first?.takeId} has operation ${operationId}, which is not on the bill`];
    if (others.length > 0) return [`${others.length + 1} takes have operation ${operationId}`];
    return line.prompt === first?.prompt ? [] : [`${first?.takeId} has the operation of another prompt`];
  });
  const owned = new Set(owners.keys());
  const orphans = operations.filter((line) => !owned.has(line.operationId) && !wasMadeAgain(line, owned));
  return [
    ...wrong,
    ...orphans.map(({ prompt, operationId }) => `paid and no take's: ${operationId} ${prompt}`),
  ];
}

/** True for a failed render that was retried as ordered; `findOverpaid` counts these. */
function wasMadeAgain({ operationId, state }: BillLine, owned: ReadonlySet<string | undefined>): boolean {
  return state === 'failed' && !owned.has(operationId);
}

/** Finds ordered takes that are missing, failed without a reason, or bought despite a cancel. */
function findLost({ orders, takes }: Evidence): string[] {
  const seen = Map.groupBy(takes, ({ prompt }) => prompt);
  const missing = orders.flatMap(({ prompts }) =>
    [...prompts]
      .filter(([prompt, { takes: count }]) => (seen.get(prompt)?.length ?? 0) < count)
      .map(([prompt]) => prompt),
  );
  return [
    ...missing.map((prompt) => `ordered and not there: ${prompt}`),
    ...takes
      .filter(({ state, operationId }) => state === 'cancelled' && operationId !== undefined)
      .map(({ takeId }) => `cancelled and paid: ${takeId}`),
    ...takes
      .filter((take) => isWronglyFailed(take))
      .map(({ takeId, failure }) => `${takeId} failed: ${failure?.reason}`),
  ];
}

/** Takes that are not final. The provider has a list, so no person is needed. */
function findUnfinished({ takes }: Evidence): string[] {
  const open = takes.filter(({ state }) => !FINAL.has(state));
  return open.map(
    ({ takeId, state, waitReason, timeline }) =>
      `never finished: ${takeId} is ${state} (${waitReason ?? 'no reason'}): ${timeline.map(({ event }) => event).join(' ')}`,
  );
}

/** Only endless operations may be given up; no other failure is allowed. */
function isWronglyFailed(take: SeenTake): boolean {
  const { state, prompt } = take;
  if (isStuck(prompt)) return state === 'completed' || (state === 'failed' && !isGivenUp(take));
  return state === 'failed' && (isGivenUp(take) || !/content-refusal|render-failed/.test(prompt));
}

function isGivenUp({ state, failure }: SeenTake): boolean {
  return state === 'failed' && failure?.reason === 'gave-up';
}

async function findBadClips({ takes, clipDirectory }: Evidence): Promise<string[]> {
  const bad: string[] = [];
  for (const { takeId, state, clip } of takes) {
    if (state !== 'completed' && state !== 'reused') continue;
    const bytes = clip && (await readFile(join(clipDirectory, clip.key)).catch(() => null));
    if (!clip || !bytes || hash('sha256', bytes, 'hex') !== clip.sha256)
      bad.push(`${takeId} has no whole clip`);
  }
  return bad;
}

/** The book's cost of a storyboard must equal the provider's charge. */
function findWrongSums({ orders, bill, spentCents }: Evidence): string[] {
  return orders.flatMap(({ name, prompts }) => {
    const charged = bill.operations.reduce(
      (sum, { prompt, chargedCents, refundedCents }) =>
        sum + (prompts.has(prompt) ? chargedCents - refundedCents : 0),
      0,
    );
    const spent = spentCents.get(name);
    if (spent === undefined) return [`${name} was accepted and is not there`];
    return spent === charged ? [] : [`${name} cost ${charged} cents, the book says ${spent}`];
  });
}

function happened({ timeline }: SeenTake, event: string): boolean {
  return timeline.some((entry) => entry.event === event);
}

/** Takes with a payment: not reused or refused ones. */
function countPaidFor(takes: readonly SeenTake[]): number {
  return takes.filter(({ operationId }) => operationId !== undefined).length;
}

function countBy<T>(items: readonly T[], name: (item: T) => string): Record<string, number> {
  const groups = Map.groupBy(items, name);
  return Object.fromEntries([...groups].map(([key, group]) => [key, group.length]));
}
