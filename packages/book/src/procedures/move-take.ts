import type { TakeState } from '@cineflow/contracts';
import { FINAL_TAKE_STATES } from '@cineflow/contracts';
import { nextState, type TakeEvent } from '@cineflow/core';
import type { Detail } from '../calls.ts';
import type { TakeRecord } from '../records.ts';
import { all, lock, marks, one, type SqlValue, type Steps } from '../sql/procedure.ts';
import { ANY_TAKES, TAKES, takesOfIds, toTakeRecord } from './rows.ts';

/** A take, locked until the end of the transaction; null if it does not exist. */
export function* lockTake(takeId: string): Steps<TakeRecord | null> {
  const [row] = yield* lock('t', `${TAKES} where t.id = ?`, takeId);
  return row === undefined ? null : toTakeRecord(row);
}

/** Same, including takes of removed storyboards, whose rows stay for the receipts. */
export function* lockAnyTake(takeId: string): Steps<{ take: TakeRecord | null; isRemoved: boolean }> {
  const [row] = yield* lock('t', `${ANY_TAKES} where t.id = ?`, takeId);
  if (row === undefined) return { take: null, isRemoved: false };
  const take = toTakeRecord(row);
  // Serialize with a removal, which checks only open takes: a final take may become open again.
  const live = `select s.id from storyboards s where s.id = ? and s.deleted_at is null`;
  const isFinal = take.finishedAt !== undefined;
  const [found] = yield* isFinal ? lock('s', live, take.storyboardId) : all(live, take.storyboardId);
  return { take, isRemoved: found === undefined };
}

/** Same for many takes, in one order for all callers. */
export function* lockTakes(takeIds: readonly string[]): Steps<TakeRecord[]> {
  if (takeIds.length === 0) return [];
  const rows = yield* lock('t', takesOfIds(takeIds), ...takeIds);
  return rows.map((row) => toTakeRecord(row));
}

/** Columns that a move changes besides the state. */
export type Changes = Readonly<Record<string, SqlValue>>;

/**
 * Makes one legal move of a locked take and adds it to the history. Returns false without a change if the state
 * machine forbids it.
 */
export function* moveTake(
  take: TakeRecord,
  move: { event: TakeEvent; now: number; detail?: Detail; changes?: Changes },
): Steps<boolean> {
  const { event, now, detail = {}, changes = {} } = move;
  const to = nextState(take.state, event);
  if (to === null) return false;
  const isFinal = (FINAL_TAKE_STATES as readonly TakeState[]).includes(to);
  const set = { state: to, changed_at: now, finished_at: isFinal ? now : null, ...changes };
  if (!(yield* change(take.takeId, set, take.state))) return false;
  yield* addEvent(take.takeId, { at: now, event, detail });
  return true;
}

/** Makes the same move of many locked takes at once, skipping illegal ones. Returns the moved ids. */
export function* moveTakes(
  takes: readonly { takeId: string; state: TakeState }[],
  move: { event: TakeEvent; now: number; detail: Detail; changes: Changes; also?: string },
): Steps<string[]> {
  const { event, now, detail, changes, also } = move;
  const moves = Map.groupBy(takes, ({ state }) => nextState(state, event));
  const ids: string[] = [];
  for (const [to, some] of moves) {
    if (to === null) continue;
    const isFinal = (FINAL_TAKE_STATES as readonly TakeState[]).includes(to);
    const set = { state: to, changed_at: now, finished_at: isFinal ? now : null, ...changes };
    const own = some.map(({ takeId }) => takeId);
    yield* changeAll(own, set, also);
    ids.push(...own);
  }
  if (ids.length === 0) return [];
  yield* all(
    `insert into events (take_id, n, at, event, detail)
     select t.id, coalesce((select max(e.n) from events e where e.take_id = t.id), 0) + 1,
       cast(? as bigint), cast(? as text), cast(? as text)
     from takes t where t.id in (${marks(ids)})`,
    now,
    event,
    JSON.stringify(detail),
    ...ids,
  );
  return ids;
}

/** Changes the same columns of many locked takes; `also` is one more assignment. */
export function* changeAll(takeIds: readonly string[], changes: Changes, also?: string): Steps<void> {
  if (takeIds.length === 0) return;
  const set = [assignments(changes), ...(also ? [also] : [])].join(', ');
  yield* all(
    `update takes set ${set} where id in (${marks(takeIds)})`,
    ...Object.values(changes),
    ...takeIds,
  );
}

/** The higher version makes Redis accept the change. */
function assignments(changes: Changes): string {
  return [...Object.keys(changes).map((column) => `${column} = ?`), 'version = version + 1'].join(', ');
}

/** Changes columns of a take, optionally only in one state. The higher version makes Redis accept the change. */
export function* change(takeId: string, changes: Changes, from?: TakeState): Steps<boolean> {
  const set = assignments(changes);
  const where = from === undefined ? 'id = ?' : 'id = ? and state = ?';
  const values = [...Object.values(changes), takeId, ...(from === undefined ? [] : [from])];
  return (yield* all(`update takes set ${set} where ${where} returning id`, ...values)).length > 0;
}

/** Adds an entry to the history of a take. */
export function* addEvent(
  takeId: string,
  { at, event, detail }: { at: number; event: string; detail: Detail },
): Steps<void> {
  yield* all(
    `insert into events (take_id, n, at, event, detail)
     select cast(? as text), coalesce(max(n), 0) + 1, cast(? as bigint), cast(? as text), cast(? as text)
     from events where take_id = ?`,
    takeId,
    at,
    event,
    JSON.stringify(detail),
    takeId,
  );
}

/** Same, unless it says what the last entry says. */
export function* addEventOnce(
  takeId: string,
  entry: { at: number; event: string; detail: Detail },
): Steps<void> {
  const last = yield* one(
    `select event, detail from events where take_id = ? order by n desc limit 1`,
    takeId,
  );
  if (last?.event === entry.event && last.detail === JSON.stringify(entry.detail)) return;
  yield* addEvent(takeId, entry);
}

/** Records a person's decision. */
export function* addDecision(
  subject: string,
  { at, kind, by, detail }: { at: number; kind: string; by?: string | undefined; detail: Detail },
): Steps<void> {
  yield* all(
    `insert into decisions (subject, n, at, kind, decided_by, detail)
     select cast(? as text), coalesce(max(n), 0) + 1, cast(? as bigint), cast(? as text), cast(? as text), cast(? as text)
     from decisions where subject = ?`,
    subject,
    at,
    kind,
    by ?? null,
    JSON.stringify(detail),
    subject,
  );
}
