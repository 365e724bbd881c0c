import type { TakeState } from '@cineflow/contracts';
import { nextState, type LineTake } from '@cineflow/core';
import type { Detail, KeptAnswer } from '../calls.ts';
import { all, lock, marks, type Moment, type SqlValue, type Steps } from '../sql/procedure.ts';
import { addErrands, AT_ONCE } from './errand.ts';
import { finishKey } from './idempotency.ts';
import { lockTakes, moveTakes } from './move-take.ts';
import { moved, text } from './rows.ts';

/** Columns of the previous purchase that a retry resets. */
export const FORGOTTEN: Readonly<Record<string, SqlValue>> = {
  attempt_id: null,
  operation_id: null,
  operation_ref: null,
  begun_at: null,
  unconfirmed_at: null,
  submitted_at: null,
  rendered_at: null,
  follows: null,
  suspects: null,
  link: null,
  failure: null,
  is_cancel_asked: 0,
};

interface Retry {
  takeIds: string[];
  detail: Detail;
  kept?: KeptAnswer;
}

interface Refused {
  verdict: 'stale' | 'superseded';
  takeId?: string;
  state?: TakeState;
  moved: LineTake[];
}

/** Queues a few final takes again, all or none; each is paid again. */
export function* retryNow(
  { takeIds, detail, kept }: Retry,
  { now }: Moment,
): Steps<Refused | { verdict: 'retried'; moved: LineTake[] }> {
  const takes = yield* lockTakes(takeIds);
  const storyboards = new Set(takes.map(({ storyboardId }) => storyboardId));
  const refused = findStale(takeIds, takes) ?? (yield* refuseDecision({ takes, storyboards, kept }));
  if (refused) return refused;
  yield* queueAgain(takes, detail, now);
  return { verdict: 'retried', moved: yield* moved(takeIds) };
}

/** A take as a decision about many finds it. */
export interface Retryable {
  takeId: string;
  state: TakeState;
  generation: number;
  storyboardId: string;
}

/** The takes among these that exist. */
export function* retryable({ takeIds }: { takeIds: string[] }): Steps<Retryable[]> {
  const rows = yield* all(
    `select t.id, t.state, t.generation, t.storyboard_id
     from (select * from takes where id in (${marks(takeIds)}) order by id) t
     join storyboards s on s.id = t.storyboard_id and s.is_draft = 0 and s.deleted_at is null`,
    ...takeIds,
  );
  return rows.map((row) => ({
    takeId: text(row.id),
    state: row.state as TakeState,
    generation: Number(row.generation),
    storyboardId: text(row.storyboard_id),
  }));
}

/** Takes of one storyboard that are moved together. */
export interface RetryPart {
  storyboardId: string;
  takes: [takeId: string, generation: number][];
}

/** Divides the takes of a retry, which takes too long while others wait. */
export function retryParts(takes: readonly Retryable[]): RetryPart[] {
  return [...Map.groupBy(takes, (take) => take.storyboardId)].flatMap(([storyboardId, own]) =>
    Array.from({ length: Math.ceil(own.length / AT_ONCE) }, (_, part) => {
      const some = own.slice(part * AT_ONCE, (part + 1) * AT_ONCE);
      return {
        storyboardId,
        takes: some.map(({ takeId, generation }): [string, number] => [takeId, generation]),
      };
    }),
  );
}

/**
 * Decides a retry of takes that were found `retryable`, in one short step; `carryOn` moves them.
 * The decision holds for the generations found, so nothing is paid twice.
 */
export function* orderRetry(
  { id, parts, detail, kept }: Omit<Retry, 'takeIds'> & { id: string; parts: RetryPart[] },
  { now }: Moment,
): Steps<Refused | { verdict: 'retried'; moved: LineTake[] }> {
  const storyboards = new Set(parts.map(({ storyboardId }) => storyboardId));
  const first = parts.map(({ storyboardId, takes }) => ({ storyboardId, takeId: takes[0]?.[0] ?? '' }));
  const refused = yield* refuseDecision({ takes: first, storyboards, kept });
  if (refused) return refused;
  yield* addErrands(
    parts.map(({ storyboardId, takes }, part) => {
      return { id, part, storyboardId, errand: { kind: 'retry' as const, takes, detail } };
    }),
    now,
  );
  return { verdict: 'retried', moved: [] };
}

/** The first take that cannot be queued again. */
export function findStale(
  takeIds: readonly string[],
  takes: readonly { takeId: string; state: TakeState }[],
): Refused | null {
  const wrong = takes.find(({ state }) => nextState(state, 'retry') === null);
  if (wrong) return { verdict: 'stale', takeId: wrong.takeId, state: wrong.state, moved: [] };
  const known = new Set(takes.map(({ takeId }) => takeId));
  const gone = takeIds.find((takeId) => !known.has(takeId));
  return gone === undefined ? null : { verdict: 'stale', takeId: gone, moved: [] };
}

/** Why a decision is not made; null if it is, and the answer is stored. */
function* refuseDecision(args: {
  takes: readonly { takeId: string; storyboardId: string }[];
  storyboards: ReadonlySet<string>;
  kept: KeptAnswer | undefined;
}): Steps<Refused | null> {
  const { takes, storyboards, kept } = args;
  // Serializes with a removal: either it waits and finds open takes, or it is visible here.
  const rows = yield* lock(
    's',
    `select s.id from storyboards s where s.id in (${marks([...storyboards])}) and s.deleted_at is null order by s.id`,
    ...storyboards,
  );
  const live = new Set(rows.map(({ id }) => text(id)));
  const removed = takes.find(({ storyboardId }) => !live.has(storyboardId));
  if (removed) return { verdict: 'stale', takeId: removed.takeId, moved: [] };
  return kept && !(yield* finishKey(kept)) ? { verdict: 'superseded', moved: [] } : null;
}

/** Queues locked takes again, each as a new purchase. Returns the moved ids. */
export function* queueAgain(
  takes: readonly { takeId: string; state: TakeState }[],
  detail: Detail,
  now: number,
): Steps<string[]> {
  return yield* moveTakes(takes, {
    event: 'retry',
    now,
    detail,
    changes: FORGOTTEN,
    also: 'generation = generation + 1',
  });
}
