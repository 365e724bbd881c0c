import type { Clip, TakeState, TimelineEntry } from '@cineflow/contracts';
import type { ClipOutput, LineTake } from '@cineflow/core';
import type {
  AcceptArgs,
  Accepted,
  At,
  BeginArgs,
  Begun,
  CancelReply,
  Detail,
  EndArgs,
  KeptAnswer,
  Moved,
  RequeueArgs,
  RerouteArgs,
  UnconfirmedArgs,
} from './calls.ts';
import type { TakeRecord, TakeRoute } from './records.ts';

/** Takes: every move of the take machine, and all queries about takes. */
export interface BookTakes {
  read(args: { takeId: string }): Promise<TakeRecord | null>;
  readMany(args: { takeIds: string[] }): Promise<TakeRecord[]>;
  timelines(args: { takeIds: string[] }): Promise<TimelineEntry[][]>;
  /** The licence: the only way to a create. */
  begin(args: BeginArgs): Promise<Begun>;
  /** Last check before the first byte: true while the attempt owns the take. */
  isOwnedBy(args: { takeId: string; attemptId: string }): Promise<boolean>;
  accept(args: AcceptArgs): Promise<Accepted>;
  /** Routes of a take, best first; none where its order left no choice. */
  routes(args: { takeId: string }): Promise<TakeRoute[]>;
  /** Queued takes of a provider that have a choice. */
  routed(args: { providerId: string; limit: number }): Promise<string[]>;
  /** Moves a queued take to another of its routes; `stale` if it is no longer there. */
  reroute(args: RerouteArgs): Promise<Moved & { verdict: 'rerouted' | 'stale' }>;
  /**
   * Carries out what was ordered for a take whose source has no clip: failed · alone: made without the frame · waiting:
   * until the source is retried.
   */
  breakLink(args: { takeId: string }): Promise<Moved & { verdict: 'failed' | 'alone' | 'waiting' | 'stale' }>;
  /** The clip whose last frame a take starts from; null without one. */
  source(args: { takeId: string }): Promise<{ takeId: string; clip: Clip; apiKeyName?: string } | null>;
  /**
   * Records the proof that nothing was bought. The take is queued again, or cancelled if that was requested.
   * After several equal answers in a row that neither accepted nor refused the creates, the take fails.
   */
  requeue(args: RequeueArgs): Promise<Moved & { verdict: 'requeued' | 'released' | 'ended' | 'stale' }>;
  /** `alike`: number of the latest creates of this purchase with the same answer. */
  markUnconfirmed(
    args: UnconfirmedArgs,
  ): Promise<Moved & { verdict: 'unconfirmed' | 'wait' | 'stale'; waitMs?: number; alike?: number }>;
  recordSuspects(args: { takeId: string; attemptId: string; operationIds: string[] }): Promise<void>;
  end(args: EndArgs): Promise<Moved & { verdict: 'failed' | 'stale' }>;
  markOverdue(args: At & { takeId: string }): Promise<Moved>;
  render(
    args: At & { takeId: string; operationId: string; output: ClipOutput | null; detail: Detail },
  ): Promise<Moved & { verdict: 'collecting' | 'stale'; renderMs?: number }>;
  store(
    args: At & { takeId: string; clip: Clip; detail: Detail },
  ): Promise<Moved & { verdict: 'stored' | 'stale' }>;
  reuse(
    args: At & { takeId: string; clip: Clip; detail: Detail },
  ): Promise<Moved & { verdict: 'stored' | 'stale' }>;
  /** At most 200 takes per call. */
  cancel(args: { takeIds: string[]; detail: Detail }): Promise<CancelReply>;
  /**
   * Queues final takes again, all or none; each is paid again. `moved` has the takes queued by this call.
   * Large sets are decided in one step and moved part by part; after a crash `carryOn` moves the rest.
   */
  retry(args: {
    takeIds: string[];
    detail: Detail;
    kept?: KeptAnswer | undefined;
  }): Promise<Moved & { verdict: 'retried' | 'stale' | 'superseded'; takeId?: string; state?: TakeState }>;
  /** Drops the part of a retry that is not queued yet, for all or some takes of a storyboard. They stay final. */
  dropRetries(args: { id: string; takeIds?: string[] }): Promise<void>;
  /** Carries out one part of the errands. `isDone`: nothing is left. */
  carryOn(args: { id?: string }): Promise<Moved & { isDone: boolean }>;
  /** Takes without a price that are open or have an operation of unknown cost, by id. */
  unpriced(args: { providerId: string; after: string; limit: number }): Promise<TakeRecord[]>;
  /** Gives takes the price that was not known when they were ordered, and books what they have bought at it. */
  price(args: { prices: { takeId: string; priceMicros: number }[] }): Promise<Moved>;
  /** Open takes of an API key, drafts included. */
  countOpen(args: { apiKeyName: string }): Promise<number>;
  /** Takes whose render passed its limit; they keep their permits. */
  countOverdue(args: { providerId: string }): Promise<number>;
  /** Those of the takes that exceeded the maximum duration of a worker's step. */
  stuck(
    args: At & { takeIds: string[]; olderThanMs: number },
  ): Promise<{ takeId: string; state: TakeState }[]>;
  /** Adds an entry to the history; changes nothing else. */
  record(args: { takeId: string; event: string; detail: Detail }): Promise<void>;
  /** Ids and versions of open takes, for the comparison with Redis. */
  openVersions(args: {
    providerId: string;
    after: string;
    limit: number;
  }): Promise<{ takeId: string; version: number }[]>;
  /** Redis rows of these takes, whatever their state. */
  lineRows(args: { takeIds: string[] }): Promise<LineTake[]>;
  /** Redis rows of open takes with a permit (`inFlight`) or without, by id. */
  openRows(args: {
    providerId: string;
    inFlight: boolean;
    after: string;
    limit: number;
  }): Promise<LineTake[]>;
  /** Redis rows of the queued takes of a storyboard. */
  queuedRows(args: {
    storyboardId: string;
    after: number;
    limit: number;
  }): Promise<(LineTake & { place: number })[]>;
}
