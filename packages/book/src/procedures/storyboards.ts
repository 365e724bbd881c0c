import { TakeState } from '@cineflow/contracts';
import { emptyCounts } from '@cineflow/core';
import type { StoryboardRecord, TakeRecord } from '../records.ts';
import { all, lock, marks, one, type Moment, type Row, type SqlValue, type Steps } from '../sql/procedure.ts';
import { blockTakes, limitBudget } from './budget-limits.ts';
import { hasRetries } from './cancel.ts';
import { addDecision } from './move-take.ts';
import { OPEN, optional, takesOfPage, text, toPriority, toTakeRecord, toWarnings } from './rows.ts';

const STORYBOARDS = `select s.*, b.limit_micros from storyboards s left join budgets b on b.id = 'storyboard:' || s.id`;

/** A published storyboard; removed ones on request. */
export function* read({
  id,
  isRemovedToo = false,
}: {
  id: string;
  isRemovedToo?: boolean;
}): Steps<StoryboardRecord | null> {
  const there = `s.is_draft = 0${isRemovedToo ? '' : ' and s.deleted_at is null'}`;
  const rows = yield* all(`${STORYBOARDS} where s.id = ? and ${there}`, id);
  const [record] = yield* withSums(rows);
  return record ?? null;
}

/** A page of storyboards, newest first. */
export function* list({
  limit,
  before,
  apiKeyName,
}: {
  limit: number;
  before?: string;
  apiKeyName?: string;
}) {
  const after =
    before === undefined ? null : yield* one(`select created_at, id from storyboards where id = ?`, before);
  if (after === undefined) return { storyboards: [] };
  const where = [
    's.is_draft = 0 and s.deleted_at is null',
    ...(apiKeyName === undefined ? [] : ['s.api_key_name = ?']),
    ...(after === null ? [] : ['(s.created_at, s.id) < (?, ?)']),
  ];
  const values: SqlValue[] = [
    ...(apiKeyName === undefined ? [] : [apiKeyName]),
    ...(after === null ? [] : [Number(after.created_at), text(after.id)]),
  ];
  const order = 'order by s.created_at desc, s.id desc limit ?';
  const rows = yield* all(`${STORYBOARDS} where ${where.join(' and ')} ${order}`, ...values, limit);
  const storyboards = yield* withSums(rows);
  const last = rows.at(-1);
  return rows.length === limit && last ? { storyboards, nextCursor: text(last.id) } : { storyboards };
}

/** Sums are computed from the takes, so that they cannot disagree. */
function* withSums(rows: readonly Row[]): Steps<StoryboardRecord[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => text(id));
  const sums = yield* all(
    `select storyboard_id, state, count(*) as count, sum(spent_micros) as spent,
       coalesce(sum(reserved_micros), 0) as reserved, max(finished_at) as finished_at
     from takes where storyboard_id in (${marks(ids)}) group by storyboard_id, state`,
    ...ids,
  );
  const marked = Map.groupBy(yield* countMarked(ids), (row) => text(row.storyboard_id));
  const byId = Map.groupBy(sums, (row) => text(row.storyboard_id));
  return rows.map((row) => {
    const id = text(row.id);
    const counts = (marked.get(id) ?? []).map(({ mark, count }) => [text(mark), Number(count)]);
    return { ...toStoryboard(row, byId.get(id) ?? []), ...(Object.fromEntries(counts) as MarkCounts) };
  });
}

/** Takes that a storyboard counts besides their states; each mark has an index of its own. */
const MARKS = {
  differing: 'differs = 1',
  unpriced: 'bought > 0 and spent_micros = 0 and price_micros is null',
};
type MarkCounts = Pick<StoryboardRecord, keyof typeof MARKS>;

/** Number of takes with each mark by storyboard, in one question. */
function* countMarked(storyboardIds: readonly string[]): Steps<Row[]> {
  const counts = Object.entries(MARKS).map(
    ([mark, condition]) =>
      `select '${mark}' as mark, storyboard_id, count(*) as count from takes
       where storyboard_id in (${marks(storyboardIds)}) and ${condition} group by storyboard_id`,
  );
  return yield* all(counts.join(' union all '), ...Object.values(MARKS).flatMap(() => storyboardIds));
}

const FINAL: ReadonlySet<string> = new Set(['completed', 'reused', 'failed', 'cancelled']);

function toStoryboard(row: Row, sums: readonly Row[]): StoryboardRecord {
  const counts = emptyCounts();
  for (const { state, count } of sums) counts[TakeState.parse(state)] = Number(count);
  const isFinished = sums.every(({ state }) => FINAL.has(text(state)));
  const finishedAt = Math.max(0, ...sums.map((sum) => Number(sum.finished_at ?? 0)));
  return {
    id: text(row.id),
    name: text(row.name),
    providerId: text(row.provider_id),
    model: text(row.model),
    priority: toPriority(row.priority),
    shots: Number(row.shots),
    takes: Number(row.takes),
    warnings: toWarnings(row.warnings),
    counts,
    spentMicros: sums.reduce((sum, { spent }) => sum + Number(spent), 0),
    reservedMicros: sums.reduce((sum, { reserved }) => sum + Number(reserved), 0),
    isPaused: row.is_paused === 1,
    createdAt: Number(row.created_at),
    ...optional({ budgetMicros: row.limit_micros, apiKeyName: row.api_key_name }),
    ...(Number(row.retry_failed) > 0 ? { retryFailed: Number(row.retry_failed) } : {}),
    ...(isFinished ? { finishedAt } : {}),
  };
}

/** Takes of a storyboard in the order of its document. */
export function* takes(args: {
  id: string;
  after?: number;
  limit?: number;
  states?: TakeState[];
  isRemovedToo?: boolean;
}): Steps<TakeRecord[]> {
  const { id, after = 0, limit = 1_000_000, states, isRemovedToo = false } = args;
  const only = states === undefined ? '' : ` and state in (${marks(states)})`;
  const rows = yield* all(takesOfPage(only, isRemovedToo), id, after, ...(states ?? []), limit);
  return rows.map((row) => toTakeRecord(row));
}

interface Decided {
  id: string;
  by?: string;
  reason?: string;
}

/** Stops sending takes of a storyboard until it is resumed; the licence reads this row. */
export function* pause(args: Decided, moment: Moment) {
  return yield* setPaused(args, true, moment);
}

/** Resumes a paused storyboard. */
export function* resume(args: Decided, moment: Moment) {
  return yield* setPaused(args, false, moment);
}

function* setPaused({ id, by, reason }: Decided, isPaused: boolean, { now }: Moment) {
  const [row] = yield* lock(
    's',
    `select s.is_paused from storyboards s where s.id = ? and s.is_draft = 0 and s.deleted_at is null`,
    id,
  );
  if (row === undefined) return { verdict: 'unknown' as const };
  if ((row.is_paused === 1) !== isPaused) {
    yield* all(
      `update storyboards set is_paused = ?, version = version + 1 where id = ?`,
      isPaused ? 1 : 0,
      id,
    );
    const kind = isPaused ? 'paused' : 'resumed';
    yield* addDecision(`storyboard:${id}`, { at: now, kind, by, detail: reason ? { reason } : {} });
  }
  return { verdict: 'done' as const };
}

/** Changes the budget of a storyboard; null removes the limit. */
export function* setBudget(args: Decided & { budgetMicros: number | null }, { now }: Moment) {
  const { id, budgetMicros, by, reason } = args;
  if (budgetMicros !== null) yield* blockTakes(`storyboard:${id}`);
  const [row] = yield* lock(
    's',
    `select s.id from storyboards s where s.id = ? and s.is_draft = 0 and s.deleted_at is null`,
    id,
  );
  if (row === undefined) return { verdict: 'unknown' as const };
  yield* limitBudget(`storyboard:${id}`, budgetMicros, 't.storyboard_id = ?', id);
  const detail = { budgetMicros, ...(reason ? { reason } : {}) };
  yield* addDecision(`storyboard:${id}`, { at: now, kind: 'budget', by, detail });
  return { verdict: 'done' as const };
}

/** Removes a final storyboard without open attempts; its payments stay on record. */
export function* remove({ id, by, reason }: Decided, { now }: Moment) {
  const [row] = yield* lock(
    's',
    `select s.id from storyboards s where s.id = ? and s.is_draft = 0 and s.deleted_at is null`,
    id,
  );
  if (row === undefined) return { verdict: 'unknown' as const };
  // A retry or a late acceptance, which reopens a final take, needs this lock too.
  const open = yield* one(
    `select 1 as open from takes where storyboard_id = ? and state in ${OPEN} limit 1`,
    id,
  );
  if (open) return { verdict: 'open' as const };
  if (yield* hasRetries(id)) return { verdict: 'open' as const };
  const stray = yield* one(
    `select 1 as stray from attempts a join takes t on t.id = a.take_id
     where t.storyboard_id = ? and a.released_at is null and a.accepted_at is null and a.ended_at is null limit 1`,
    id,
  );
  if (stray) return { verdict: 'open' as const };
  yield* all(`update storyboards set deleted_at = ? where id = ?`, now, id);
  yield* all(`delete from idempotency where storyboard_id = ?`, id);
  yield* addDecision(`storyboard:${id}`, {
    at: now,
    kind: 'removed',
    by,
    detail: reason ? { reason } : {},
  });
  return { verdict: 'removed' as const };
}
