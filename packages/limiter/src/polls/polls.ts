import type { TakeState } from '@cineflow/contracts';
import type { Redis } from 'ioredis';
import { asAdmission, asList, type Admission } from '../admission.ts';
import { commandsIn, readLuaBeside } from '../command.ts';
import { LINE_LUA } from '../line/includes.ts';

/** Which operations a poller may ask for now. */
export interface PollClaim {
  /** At most this many at once. */
  count: number;
  /** What is not reported back after this time is given to the next poller. */
  leaseMs: number;
  /** How early a poll may come where a request goes out anyway. */
  earlyMs: number;
  /** Requests of all workers together; absent: no limit. */
  perSecond?: number | undefined;
  /** From `from` operations on the provider's list is asked, for up to `count` of them; absent: never. */
  list?: { from: number; count: number } | undefined;
  /** Goes on with a batch that was full: operations that may come early are asked although none is due any more. */
  goesOn?: boolean;
}

/** One operation a poller may ask for until its lease ends. */
export interface DueClaim {
  takeId: string;
  operationId: string;
  /** Whatever a poll needs beside the id, JSON as text. */
  operationRef?: string;
  ageMs: number;
  state: TakeState;
  /** Which renders are like it; absent where we did not see it accepted. */
  kind?: string;
  /** How old it was when it was last seen running; absent where it never was. */
  runningMs?: number;
  /** How long the provider has said that it does not know the operation, and nothing else. */
  missingMs?: number;
}

export interface DueReply {
  now: number;
  claims: DueClaim[];
  /** Whether to ask the provider's list. */
  byList: boolean;
  inFlight: number;
  /** When to look again; absent where nothing is in flight. */
  nextAt?: number;
}

/** One poll answer that changes nothing but the time of the next poll. */
export interface Reschedule {
  takeId: string;
  delayMs: number;
  progress?: number;
  /** Whether the provider knows the operation; absent where the answer does not tell, or tells nothing new. */
  isKnown?: boolean;
  /** The provider said that it is not done. */
  isRunning?: boolean;
}

/** After a batch of polls; `nextPollMs` is absent where nothing is in flight. */
export type Rescheduled = Admission & { nextPollMs?: number };

/** `unknown`: nothing in the batch says whether the provider is well. */
export type BatchHealth = 'good' | 'failed' | 'unknown';

/** The polls of one lane. Requests about operations have a budget of their own, which creates do not touch. */
export interface PollSteps {
  /** Takes operations whose poll is due, as many as there is budget for; `byList` says which way to ask. */
  claimDue(claim: PollClaim): Promise<DueReply>;
  /** Budget for more requests of the same claim: how many may go now, and when there will be more. */
  grantPolls(wanted: number, perSecond?: number): Promise<{ granted: number; waitMs: number }>;
  /** Says when each is asked next; `throttleMs` keeps all polls of the lane back, because the provider asked for it. */
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

/** The steps of the polls of one lane; `where` is prefix and lane. */
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
  const [takeId, operationId, ageMs, state, kind, runningMs, missingMs, operationRef] = claimed;
  return {
    takeId,
    operationId,
    ageMs,
    state,
    ...(kind === '' ? {} : { kind }),
    ...(runningMs === '' ? {} : { runningMs }),
    ...(missingMs === '' ? {} : { missingMs }),
    ...(operationRef === '' ? {} : { operationRef }),
  };
}
