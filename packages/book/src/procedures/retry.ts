import type { TakeState } from '@cineflow/contracts';
import { nextState, type LineTake } from '@cineflow/core';
import type { Detail, KeptAnswer } from '../calls.ts';
import { all, lock, marks, type Moment, type Row, type SqlValue, type Steps } from '../sql/procedure.ts';
import { addErrand, AT_ONCE } from './errand.ts';
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
  const refused = yield* refuse({ takeIds, takes, storyboards, kept });
  if (refused) return refused;
  yield* queueAgain(takes, detail, now);
  return { verdict: 'retried', moved: yield* moved(takeIds) };
}

/**
 * Decides a retry of any number of takes in one short step; `carryOn` moves them.
 * The decision holds for the present generation only, so nothing is paid twice.
 */
export function* orderRetry(
  { id, takeIds, detail, kept }: Retry & { id: string },
  { now }: Moment,
): Steps<Refused | { verdict: 'retried'; moved: LineTake[] }> {
  const rows: Row[] = [];
  for (let start = 0; start < takeIds.length; start += 500) {
    const some = takeIds.slice(start, start + 500);
    rows.push(
      ...(yield* all(
        `select t.id, t.state, t.generation, t.storyboard_id from takes t
         join storyboards s on s.id = t.storyboard_id and s.is_draft = 0 and s.deleted_at is null
         where t.id in (${marks(some)})`,
        ...some,
      )),
    );
  }
  const takes = rows.map((row) => ({ takeId: text(row.id), state: row.state as TakeState }));
  const storyboards = new Set(rows.map((row) => text(row.storyboard_id)));
  const refused = yield* refuse({ takeIds, takes, storyboards, kept });
  if (refused) return refused;
  let part = 0;
  for (const [storyboardId, own] of Map.groupBy(rows, (row) => text(row.storyboard_id))) {
    for (let start = 0; start < own.length; start += AT_ONCE) {
      const some = own.slice(start, start + AT_ONCE);
      const pairs = some.map((row): [string, number] => [text(row.id), Number(row.generation)]);
      yield* addErrand({ kind: 'retry', takes: pairs, detail }, { id, part: (part += 1), storyboardId, now });
    }
  }
  return { verdict: 'retried', moved: [] };
}

/** Why takes are not queued again; null if they are, and the answer is stored. */
function* refuse(args: {
  takeIds: readonly string[];
  takes: readonly { takeId: string; state: TakeState }[];
  storyboards: ReadonlySet<string>;
  kept: KeptAnswer | undefined;
}): Steps<Refused | null> {
  const { takeIds, takes, storyboards, kept } = args;
  const wrong = takes.find(({ state }) => nextState(state, 'retry') === null);
  if (wrong) return { verdict: 'stale', takeId: wrong.takeId, state: wrong.state, moved: [] };
  const known = new Set(takes.map(({ takeId }) => takeId));
  const gone = takeIds.find((takeId) => !known.has(takeId));
  if (gone !== undefined) return { verdict: 'stale', takeId: gone, moved: [] };
  // Serializes with a removal: either it waits and finds open takes, or it is visible here.
  const live = yield* lock(
    's',
    `select s.id from storyboards s where s.id in (${marks([...storyboards])}) and s.deleted_at is null order by s.id`,
    ...storyboards,
  );
  const removed = storyboards.size > live.length ? takeIds[0] : undefined;
  if (removed !== undefined) return { verdict: 'stale', takeId: removed, moved: [] };
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
