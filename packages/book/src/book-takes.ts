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
  UnconfirmedArgs,
} from './calls.ts';
import type { TakeRecord } from './records.ts';

/** What the book does with takes: each move of the take machine, and what is read of takes. */
export interface BookTakes {
  read(args: { takeId: string }): Promise<TakeRecord | null>;
  readMany(args: { takeIds: string[] }): Promise<TakeRecord[]>;
  timelines(args: { takeIds: string[] }): Promise<TimelineEntry[][]>;
  /** The licence: the only way to a create. */
  begin(args: BeginArgs): Promise<Begun>;
  /** The last look before the first byte: is the attempt still the one? */
  isOwnedBy(args: { takeId: string; attemptId: string }): Promise<boolean>;
  accept(args: AcceptArgs): Promise<Accepted>;
  /**
   * Proved that nothing was bought: the take waits for its turn again, is cancelled where that was asked, or, where
   * several creates in a row met the same answer that neither accepted nor refused them, ends as failed.
   */
  requeue(args: RequeueArgs): Promise<Moved & { verdict: 'requeued' | 'released' | 'ended' | 'stale' }>;
  /** `alike`: how many of the last creates of this purchase met this very answer. */
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
  /** At most 200 at a time. */
  cancel(args: { takeIds: string[]; detail: Detail }): Promise<CancelReply>;
  /**
   * Queues final takes once more, all or none; each is paid once more. Many are decided upon in one step and moved
   * part by part; `carryOn` does what a process left that died in between. `moved` has those that were moved here.
   */
  retry(args: {
    takeIds: string[];
    detail: Detail;
    kept?: KeptAnswer | undefined;
  }): Promise<Moved & { verdict: 'retried' | 'stale' | 'superseded'; takeId?: string; state?: TakeState }>;
  /** Takes of a storyboard (all, or these) that `retry` has not moved yet are not to be: they stay final. */
  dropRetries(args: { id: string; takeIds?: string[] }): Promise<void>;
  /** One part of what decisions on many takes have left to do. `isDone`: nothing was left. */
  carryOn(args: { id?: string }): Promise<Moved & { isDone: boolean }>;
  /** Takes of an API key that are not final, drafts included. */
  countOpen(args: { apiKeyName: string }): Promise<number>;
  /** Takes whose render passed its limit; they hold their permits. */
  countOverdue(args: { providerId: string }): Promise<number>;
  /** Those of these takes that stayed in a step of a worker for longer than it can last. */
  stuck(
    args: At & { takeIds: string[]; olderThanMs: number },
  ): Promise<{ takeId: string; state: TakeState }[]>;
  /** A line in the history that changes nothing. */
  record(args: { takeId: string; event: string; detail: Detail }): Promise<void>;
  /** Takes that are not final, by id, to be compared with what Redis has. */
  openVersions(args: {
    providerId: string;
    after: string;
    limit: number;
  }): Promise<{ takeId: string; version: number }[]>;
  /** What Redis is to be told of these takes, whatever their state. */
  lineRows(args: { takeIds: string[] }): Promise<LineTake[]>;
  /** The same for open takes, those that hold a permit (`inFlight`) or the others, by id. */
  openRows(args: {
    providerId: string;
    inFlight: boolean;
    after: string;
    limit: number;
  }): Promise<LineTake[]>;
  /** The same for the queued takes of a storyboard. */
  queuedRows(args: {
    storyboardId: string;
    after: number;
    limit: number;
  }): Promise<(LineTake & { place: number })[]>;
}
