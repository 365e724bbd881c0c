import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchHealth } from '@cineflow/limiter';
import type { LaneJob, Step, StepResult } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import { accountOf, type WorkerContext } from '../context.ts';
import { canPollByList, LIST_COUNT, LIST_FROM, pollByList } from './poll-by-list.ts';
import { pollEach, SINGLES, type Polled } from './poll-operation.ts';

const POLL_TIMEOUT_MS = 15_000;
/** Another poller may claim an operation this long after its poll timed out, ms. */
const LEASE_MARGIN_MS = 2000;
/** How early a poll may come to join a round, ms; at most a quarter of the longest delay. */
const EARLY_MAX_MS = 500;
/** A napping poller is not woken for an earlier poll, so naps are short. */
const NAP_MAX_MS = 500;
const NAP_MIN_MS = 20;
/** A poller returns to the queue after this time, ms. */
const GO_ON_MS = 5000;
/** Longest delay of an idle poller; an earlier first poll wakes it. */
export const POLLER_IDLE_MS = 2000;

/** Processor of queue `polls`: polls all due operations, then sleeps until the next one. */
export async function pollOperations(context: WorkerContext, step: Step<LaneJob>): Promise<StepResult> {
  const account = accountOf(context, step.data.providerId);
  if (account === null) return { kind: 'park', ms: POLLER_IDLE_MS };
  const until = performance.now() + GO_ON_MS;
  let next = await pollDue(context, account);
  // Nap here: a delayed job costs several commands, a superfluous check costs one.
  while (next.kind !== 'idle' && performance.now() < until && !context.stopping.aborted) {
    await sleep(napMs(next), undefined, { signal: context.stopping }).catch(() => undefined);
    next = await pollDue(context, account, next.kind === 'more');
  }
  return { kind: 'park', ms: napMs(next) };
}

/** The repeatable job of a provider: one more round, independent of the poller. */
export async function pollAgain(context: WorkerContext, provider: string): Promise<void> {
  const account = accountOf(context, provider);
  if (account) await pollDue(context, account);
}

/** After a round: `more` are due, the next is due `later`, or nothing is in flight. */
type Next = { kind: 'more' } | { kind: 'later'; ms: number } | { kind: 'idle' };

function napMs(next: Next): number {
  if (next.kind === 'later') return Math.min(NAP_MAX_MS, Math.max(NAP_MIN_MS, next.ms));
  return next.kind === 'more' ? 0 : POLLER_IDLE_MS;
}

async function pollDue(context: WorkerContext, account: Account, goesOn = false): Promise<Next> {
  const { stallMs } = context.settings.worker;
  // Claims of a dead worker expire no later than its jobs are taken over.
  const timeoutMs = Math.min(POLL_TIMEOUT_MS, stallMs);
  const { claims, byList, inFlight, nextAt, now } = await account.line.claimDue({
    count: SINGLES,
    leaseMs: timeoutMs + LEASE_MARGIN_MS,
    earlyMs: Math.min(EARLY_MAX_MS, context.poll.maxMs / 4),
    perSecond: context.settings.poll.maxPerSecond,
    list: canPollByList(account) ? { from: LIST_FROM, count: LIST_COUNT } : undefined,
    goesOn,
  });
  if (claims.length === 0) return laterOrIdle(nextAt === undefined ? undefined : nextAt - now);
  const round = { context, account, deadline: performance.now() + timeoutMs };
  const polled = await (byList ? pollByList({ ...round, inFlight }, claims) : pollEach(round, claims));
  const reply = await account.line.reschedule(
    polled.flatMap(({ again }) => again ?? []),
    healthOf(polled),
    Math.max(...polled.map(({ throttleMs = 0 }) => throttleMs)),
  );
  await context.wake(account.provider.id, reply);
  return claims.length === (byList ? LIST_COUNT : SINGLES) ? { kind: 'more' } : laterOrIdle(reply.nextPollMs);
}

function laterOrIdle(ms: number | undefined): Next {
  return ms === undefined ? { kind: 'idle' } : { kind: 'later', ms };
}

/** One answer is enough to show that the provider works. */
function healthOf(polled: readonly Polled[]): BatchHealth {
  if (polled.some(({ answered }) => answered === true)) return 'good';
  return polled.some(({ answered }) => answered === false) ? 'failed' : 'unknown';
}
