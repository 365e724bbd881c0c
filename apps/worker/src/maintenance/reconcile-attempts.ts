import type { OpenAttempt } from '@cineflow/book';
import {
  isSettled,
  judgeList,
  type ListEvidence,
  matchOperations,
  type OwnOperation,
  type UnconfirmedTake,
} from '@cineflow/core';
import type { RecentOperations } from '@cineflow/providers';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { bookRefunds } from '../poll/book-refunds.ts';
import { maySend } from '../recovery/recovering.ts';
import { NOT_REPORTED, SEND_MARGIN_MS } from '../submit/take-over-attempt.ts';
import {
  CLOCK_MARGIN_MS,
  LIST_TIMEOUT_MS,
  redisTimeMs,
  refundsIn,
  toUnbound,
  unboundOf,
  windowStart,
} from './listed-operations.ts';
import { lookAtCharges } from './look-at-charges.ts';
import { beginSearch, endSearch } from './search-pace.ts';
import { settleFinding } from './settle-finding.ts';
import { watchClock } from './watch-clock.ts';
import { oneByOne } from './one-by-one.ts';

/** Looks for the operations of attempts without an outcome in the provider's own list. */
export async function reconcileAttempts(context: WorkerContext): Promise<void> {
  // What belongs to which take is not certain while the book may have been rolled back.
  if (!maySend(context.recovering)) return;
  await oneByOne(context.accounts.values(), (account) => reconcileAccount(context, account));
}

async function reconcileAccount(context: WorkerContext, account: Account): Promise<void> {
  const { provider, questions } = account;
  const from = performance.now();
  const at = await redisTimeMs(context.redis);
  const submittingOlderThanMs = context.sendBudgetMs + SEND_MARGIN_MS;
  const asked = { providerId: provider.id, submittingOlderThanMs, at };
  // By the clock of the attempts: that of PostgreSQL need not be that of Redis.
  const { askedAt: now, attempts: open } = await context.book.attempts.open(asked);
  // What was read before a step of it shows waits that do not count any more.
  if (await watchClock(context, { now, from })) return;
  await oneByOne(open, (attempt) => markAbandoned(context, account, attempt, at));
  const attempts = open.filter(({ isCurrent, take }) => !isCurrent || take.state === 'unconfirmed');
  if (!provider.listRecent) return lookAtCharges(context, account, attempts);
  if (attempts.length === 0) return;
  const about = attempts.map(({ attemptId }) => attemptId).join(' ');
  const pace = beginSearch(account.search, about, performance.now());
  if (pace === null) return;
  account.search = pace;
  let found = { tookMs: 0, isLearned: false };
  try {
    if (await questions.mayAsk()) found = await search(context, account, { attempts, now });
  } finally {
    account.search = endSearch(pace, { now: performance.now(), ...found });
  }
}

/** Reads the list once and does what follows; `now` is the clock of the attempts. Returns how long the reading took, ms. */
async function search(
  context: WorkerContext,
  account: Account,
  { attempts, now }: { attempts: readonly OpenAttempt[]; now: number },
): Promise<{ tookMs: number; isLearned: boolean }> {
  const { provider, questions } = account;
  if (!provider.listRecent) return { tookMs: 0, isLearned: false };
  const begunAt = performance.now();
  // Read before the list is asked for: what arrives while it is read may not be in it.
  const skewMs = Date.now() - now;
  const listed = await provider.listRecent(windowStart(attempts, skewMs), {
    timeoutMs: LIST_TIMEOUT_MS,
    mayAsk: () => questions.mayAsk(),
  });
  await questions.heed(listed);
  const offsetMs = listed.clockOffsetMs + skewMs;
  const operationIds = listed.operations.map(({ operationId }) => operationId);
  const bound = new Set(await context.book.operations.bound({ providerId: provider.id, operationIds }));
  const evidence = await judge(context, account, { attempts, listed, now, offsetMs });
  const findings = matchOperations(
    attempts.map((attempt) => toUnconfirmed(context, attempt, { now, offsetMs, evidence })),
    unboundOf(listed, bound),
    listed.complete && evidence.timesAgree,
  );
  const tookMs = performance.now() - begunAt;
  const byId = new Map(attempts.map((attempt) => [attempt.attemptId, attempt]));
  await oneByOne(findings, async (finding) => {
    const attempt = byId.get(finding.takeId);
    if (attempt) await settleFinding(context, account, { finding, attempt });
  });
  await bookRefunds(context, account, refundsIn(listed));
  return { tookMs, isLearned: findings.some(({ kind }) => kind !== 'wait') };
}

/** Its worker did not report and cannot write any more, but it may have written. */
async function markAbandoned(
  context: WorkerContext,
  { provider }: Account,
  { isCurrent, take }: OpenAttempt,
  at: number,
): Promise<void> {
  if (!isCurrent || take.state !== 'submitting') return;
  const { moved, verdict } = await context.book.takes.markUnconfirmed({
    takeId: take.takeId,
    by: { olderThanMs: context.sendBudgetMs + SEND_MARGIN_MS },
    at,
    detail: { detail: NOT_REPORTED },
  });
  if (verdict === 'unconfirmed')
    context.log.warn({ takeId: take.takeId, cause: NOT_REPORTED }, 'create unconfirmed');
  await context.followUp(provider.id, { moved });
}

/** Own operations of this long before the newest attempt must be in the list, ms. */
const OWN_WINDOW_MS = 600_000;
/** A list that was late is not trusted for this long after, ms. */
const REMEMBER_LAG_MS = 900_000;

/** What our own operations show of the list; a lag is remembered, because the next one may be as late. */
async function judge(
  { book }: WorkerContext,
  { provider, lag }: Account,
  look: { attempts: readonly OpenAttempt[]; listed: RecentOperations; now: number; offsetMs: number },
): Promise<ListEvidence> {
  const { attempts, listed, now, offsetMs } = look;
  const newest = Math.max(...attempts.map(({ openedAt }) => openedAt));
  const bought = await book.operations.bought({ providerId: provider.id, since: newest - OWN_WINDOW_MS });
  // One that was found or restored later than it was made may be older than the list goes back.
  const oldest = Math.min(...attempts.map(({ openedAt }) => openedAt)) - OWN_WINDOW_MS;
  const inTime = bought.filter(({ openedAt = 0 }) => openedAt >= oldest);
  const own = inTime.map(({ operationId, submittedAt = now }): OwnOperation => {
    return { operationId, acceptedAt: submittedAt + offsetMs };
  });
  const evidence = judgeList(
    listed.operations.map((one) => toUnbound(one)),
    own,
    now + offsetMs,
  );
  const isOver = performance.now() - lag.seenAt > REMEMBER_LAG_MS;
  // A list that failed or was cut lacks own operations too, and says nothing of a lag.
  if (listed.complete && evidence.lagMs > 0 && (isOver || evidence.lagMs > lag.ms)) {
    lag.ms = evidence.lagMs;
    lag.seenAt = performance.now();
  } else if (isOver) {
    lag.ms = 0;
  }
  return { ...evidence, lagMs: lag.ms };
}

function toUnconfirmed(
  context: WorkerContext,
  { attemptId, openedAt, unconfirmedAt, take }: OpenAttempt,
  { now, offsetMs, evidence }: { now: number; offsetMs: number; evidence: ListEvidence },
): UnconfirmedTake {
  const { settleMs } = context.settings.submit;
  const lastWrite = Math.max(unconfirmedAt ?? openedAt, openedAt + context.sendBudgetMs) + offsetMs;
  return {
    takeId: attemptId,
    request: take.request,
    sentAfter: openedAt + offsetMs - CLOCK_MARGIN_MS,
    settled: isSettled(evidence, { now: now + offsetMs, lastWrite, settleMs }),
  };
}
