import type { TakeState } from '@cineflow/contracts';
import type { Redis } from 'ioredis';
import { asAdmission, asList, type Admission } from '../admission.ts';
import { commandsIn, readLuaBeside } from '../command.ts';
import { LINE_LUA } from '../line/includes.ts';

/** Limits of one claim. */
export interface PollClaim {
  /** Maximum number of operations. */
  count: number;
  /** Lease: unreported operations go to the next poller after this time. */
  leaseMs: number;
  /** How early a poll may come if a request is due anyway. */
  earlyMs: number;
  /** Requests per second of all workers; absent: no limit. */
  perSecond?: number | undefined;
  /** Use the provider's list from `from` operations on, for up to `count` of them; absent: never. */
  list?: { from: number; count: number } | undefined;
  /** Continues a full batch: polls early operations although none is due. */
  goesOn?: boolean;
}

/** An operation the poller may ask for until its lease ends. */
export interface DueClaim {
  takeId: string;
  operationId: string;
  /** Data a poll needs besides the id, as JSON text. */
  operationRef?: string;
  ageMs: number;
  state: TakeState;
  /** Kind of render; absent if its acceptance was not observed. */
  kind?: string;
  /** Age when it was last seen running; absent if never. */
  runningMs?: number;
  /** How long the provider has reported it as unknown, without another answer. */
  missingMs?: number;
  /** Odd answers in a row so far; absent for none. */
  oddTimes?: number;
}

export interface DueReply {
  now: number;
  claims: DueClaim[];
  /** Whether to ask the provider's list. */
  byList: boolean;
  inFlight: number;
  /** When to look again; absent without operations in flight. */
  nextAt?: number;
}

/** A poll result that only sets the time of the next poll. */
export interface Reschedule {
  takeId: string;
  delayMs: number;
  progress?: number;
  /** Whether the provider knows the operation; absent without new information. */
  isKnown?: boolean;
  /** The provider reported it as running. */
  isRunning?: boolean;
  /** An answer that says nothing certain, in words. */
  odd?: string;
  /** A clear answer after odd ones, which are forgotten. */
  isClear?: boolean;
}

/** Reply after a batch; `nextPollMs` is absent without operations in flight. */
export type Rescheduled = Admission & { nextPollMs?: number };

/** `unknown`: the batch says nothing about the provider's health. */
export type BatchHealth = 'good' | 'failed' | 'unknown';

/** Polling of one lane, with a request budget separate from creates. */
export interface PollSteps {
  /** Claims due operations within the budget; `byList` says how to ask. */
  claimDue(claim: PollClaim): Promise<DueReply>;
  /** Requests more budget for the same claim: granted now, and when there is more. */
  grantPolls(wanted: number, perSecond?: number): Promise<{ granted: number; waitMs: number }>;
  /** Schedules the next polls; `throttleMs` delays all polls of the lane, as the provider asked. */
  reschedule(batch: readonly Reschedule[], health: BatchHealth, throttleMs?: number): Promise<Rescheduled>;
}

type Claimed = [
  takeId: string,
  operationId: string,
  ageMs: number,
  state: TakeState,
  kind: string,
  runningMs: number | '',
  missingMs: number | '',
  operationRef: string,
  oddTimes: number | '',
];
interface ClaimArgs {
  count: number;
  leaseMs: number;
  earlyMs: number;
  perSecond: number;
  listFrom: number;
  listCount: number;
  goesOn: boolean;
}
interface ClaimReply {
  now: number;
  claims: Claimed[] | object;
  byList?: boolean;
  inFlight?: number;
  nextAt?: number;
}

const { defineCommand } = commandsIn(import.meta.url, [
  ...LINE_LUA,
  readLuaBeside(import.meta.url, 'poll-budget'),
]);
const claimDue = defineCommand<ClaimArgs, ClaimReply>('claim-due');
const grantPolls = defineCommand<{ wanted: number; perSecond: number }, { granted: number; waitMs: number }>(
  'grant-polls',
);
const reschedulePolls = defineCommand<
  { health: BatchHealth; throttleMs: number; takes: readonly Reschedule[] },
  Rescheduled
>('reschedule-polls');

/** Creates the poll steps of one lane; `where` is prefix and lane. */
export function pollSteps(redis: Redis, where: readonly [prefix: string, lane: string]): PollSteps {
  return {
    claimDue: async ({ list, earlyMs, perSecond = 0, goesOn = false, ...claim }) => {
      const { count, leaseMs } = claim;
      const reply = await claimDue(redis, where, {
        count,
        leaseMs,
        earlyMs: Math.round(earlyMs),
        perSecond,
        listFrom: list?.from ?? 0,
        listCount: list?.count ?? 0,
        goesOn,
      });
      const { byList = false, inFlight = 0 } = reply;
      return { ...reply, claims: asList<Claimed>(reply.claims).map(toDueClaim), byList, inFlight };
    },
    grantPolls: (wanted, perSecond = 0) => grantPolls(redis, where, { wanted, perSecond }),
    reschedule: async (batch, health, throttleMs = 0) => {
      const takes = batch.map((answer) => ({ ...answer, delayMs: Math.round(answer.delayMs) }));
      const reply = await reschedulePolls(redis, where, {
        health,
        throttleMs: Math.round(throttleMs),
        takes,
      });
      return { ...reply, ...asAdmission(reply) };
    },
  };
}

function toDueClaim(claimed: Claimed): DueClaim {
  const [takeId, operationId, ageMs, state, kind, runningMs, missingMs, operationRef, oddTimes] = claimed;
  return {
    takeId,
    operationId,
    ageMs,
    state,
    ...(kind === '' ? {} : { kind }),
    ...(runningMs === '' ? {} : { runningMs }),
    ...(missingMs === '' ? {} : { missingMs }),
    ...(operationRef === '' ? {} : { operationRef }),
    ...(oddTimes === '' ? {} : { oddTimes }),
  };
}
