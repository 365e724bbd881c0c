import type { DueClaim } from '@cineflow/limiter';
import type { PollPage, Refund } from '@cineflow/providers';
import type { Account } from '../accounts.ts';
import { bookRefunds } from './book-refunds.ts';
import { pollEach, settlePoll, SINGLES, type Polled, type PollRound } from './poll-operation.ts';

/** Use the list from this many operations on: one page, plus one request for each that ended or is unclear. */
export const LIST_FROM = 4;
/** Maximum operations per round by list. */
export const LIST_COUNT = 1000;
/** A page is worthwhile if it answers for this many operations. */
const WORTH_A_PAGE = 2;
/** Share of operations still polled one by one, to notice an outdated list. */
const SPOT_CHECKS = 0.04;
/** Pause after a list that failed, lags or shows too few of our operations, ms. */
const PAUSE_MS = 30_000;

/** A round that may use the list. */
export interface ListRound extends PollRound {
  /** Operations of the account in flight. They are the newest, so the list is not read much further. */
  inFlight: number;
}

/** Whether this account's list shows states, as far as known. */
export function canPollByList({ provider, lists }: Account): boolean {
  return provider.pollPage !== undefined && performance.now() >= lists.pausedUntil;
}

/**
 * Polls many operations by the provider's list, page by page while that is cheaper than single polls. Operations
 * missing from the list are polled one by one: absence proves nothing.
 */
export async function pollByList(round: ListRound, claims: readonly DueClaim[]): Promise<Polled[]> {
  const { lists } = round.account;
  const listed = await readPages(round, claims.filter(isListed));
  const rest = claims.filter(({ takeId }) => !listed.answered.has(takeId));
  const { problem } = listed;
  if (problem?.cause === 'throttled') {
    const kept = await Promise.all(rest.map((claim) => settlePoll({ ...round, claim }, problem)));
    return [...listed.polled, ...kept];
  }
  // Listed operations with an unclear state have most likely ended: their permits wait.
  const urgent = rest.toSorted(
    (a, b) => Number(listed.unclear.has(b.takeId)) - Number(listed.unclear.has(a.takeId)),
  );
  const singly = await pollRest(round, urgent);
  // An end between page and poll proves nothing: only a page read after the poll can be behind.
  const isBehind = lists.ended.some((id) => listed.running.has(id));
  lists.ended = urgent.flatMap(({ operationId }, at) => (hasEnded(singly[at]) ? [operationId] : []));
  const isNoGain = listed.answered.size + listed.unclear.size < listed.pages * WORTH_A_PAGE;
  if (problem || isNoGain || isBehind) lists.pausedUntil = performance.now() + PAUSE_MS;
  return [...listed.polled, ...singly];
}

function hasEnded(polled: Polled | undefined): boolean {
  return polled !== undefined && polled.again === undefined;
}

/** Overdue operations are old and few, and lists are often wrong about them: poll them singly. */
function isListed({ state }: DueClaim): boolean {
  return state === 'rendering' && Math.random() >= SPOT_CHECKS;
}

interface Listed {
  polled: Polled[];
  /** Takes answered by a page. */
  answered: Set<string>;
  /** Takes listed without the information a poll would give. */
  unclear: Set<string>;
  /** Operations listed as running. */
  running: Set<string>;
  pages: number;
  problem?: Extract<PollPage, { kind: 'error' }>;
}

/** Reads pages while they are worthwhile. The claim's budget includes the first one. */
async function readPages(round: ListRound, wanted: readonly DueClaim[]): Promise<Listed> {
  const { account, context } = round;
  const sets = { answered: new Set<string>(), unclear: new Set<string>(), running: new Set<string>() };
  const listed: Listed = { polled: [], ...sets, pages: 0 };
  // Half of the time is reserved for single polls.
  const until = (performance.now() + round.deadline) / 2;
  let missing = wanted;
  let rows = 0;
  while (missing.length >= WORTH_A_PAGE && performance.now() < until) {
    const answer = await account.provider.pollPage?.(listed.pages + 1, {
      timeoutMs: until - performance.now(),
    });
    if (answer?.kind !== 'page') return answer ? { ...listed, problem: answer } : listed;
    listed.pages++;
    rows += answer.rowCount;
    missing = await settlePage(round, { answer, missing, listed });
    const isDeepEnough = answer.rowCount === 0 || rows >= round.inFlight + answer.rowCount;
    if (isDeepEnough || listed.pages * WORTH_A_PAGE >= wanted.length) break;
    const { granted } = await account.line.grantPolls(1, context.settings.poll.maxPerSecond);
    if (granted === 0) break;
  }
  return listed;
}

/** Settles the operations of a page; returns the missing ones. */
async function settlePage(
  round: PollRound,
  {
    answer,
    missing,
    listed,
  }: { answer: PollPage & { kind: 'page' }; missing: readonly DueClaim[]; listed: Listed },
): Promise<DueClaim[]> {
  for (const [id, outcome] of answer.outcomes) if (outcome?.kind === 'pending') listed.running.add(id);
  const settled = missing.flatMap((claim) => {
    const outcome = answer.outcomes.get(claim.operationId);
    if (outcome === null) listed.unclear.add(claim.takeId);
    if (!outcome) return [];
    listed.answered.add(claim.takeId);
    return [settlePoll({ ...round, claim, isShared: true }, outcome)];
  });
  listed.polled.push(...(await Promise.all(settled)));
  await bookRefunds(round.context, round.account, refundsOn(answer)).catch((error: unknown) => {
    round.context.log.warn({ err: error }, 'a refund was not booked; the next list has it again');
  });
  return missing.filter(({ operationId }) => !answer.outcomes.has(operationId));
}

/** Refunds on a page, including those of operations that ended long ago. */
function refundsOn({ outcomes }: PollPage & { kind: 'page' }): Map<string, Refund> {
  const told = [...outcomes].flatMap(([id, outcome]) =>
    outcome?.kind === 'failed' && outcome.refund !== undefined ? [[id, outcome.refund] as const] : [],
  );
  return new Map(told);
}

async function pollRest(round: PollRound, rest: readonly DueClaim[]): Promise<Polled[]> {
  const wanted = Math.min(rest.length, SINGLES);
  if (wanted === 0) return [];
  const { account, context } = round;
  const { granted, waitMs } = await account.line.grantPolls(wanted, context.settings.poll.maxPerSecond);
  const delayMs = granted < wanted ? waitMs : 0;
  const waiting = rest.slice(granted).map(({ takeId }) => ({ again: { takeId, delayMs }, answered: null }));
  return [...(await pollEach(round, rest.slice(0, granted))), ...waiting];
}
