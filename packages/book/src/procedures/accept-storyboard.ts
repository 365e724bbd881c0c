import type { KeptAnswer } from '../calls.ts';
import {
  defined,
  PRIORITY_WEIGHT,
  takeIdOf,
  toMicros,
  type PlannedLink,
  type PlannedRoute,
  type PlannedStoryboard,
  type PlannedTake,
} from '@cineflow/core';
import { all, insert, lock, marks, one, type Moment, type Steps } from '../sql/procedure.ts';
import { useAssets } from './assets.ts';
import { AT_ONCE } from './errand.ts';
import { finishKey } from './idempotency.ts';
import { text } from './rows.ts';

/** A storyboard without its takes. */
export type Head = Omit<PlannedStoryboard, 'takes'> & { shots: number; total: number };

/** A part of the takes of a draft; `place` of the first one, from 1. */
export interface Part {
  id: string;
  takes: readonly PlannedTake[];
  place: number;
}

/** Stores a small storyboard in one step. */
export function* acceptWhole(
  { storyboard, kept }: { storyboard: PlannedStoryboard; kept?: KeptAnswer },
  moment: Moment,
): Steps<{ verdict: 'accepted' | 'superseded' | 'picture-gone' }> {
  const { takes, ...head } = storyboard;
  const draft = yield* openDraft({ head: headOf(storyboard) }, moment);
  if (draft.verdict === 'picture-gone') return { verdict: draft.verdict };
  yield* addTakes({ id: head.id, takes, place: 1 }, moment);
  return yield* publish({ id: head.id, ...defined({ kept }) });
}

/** A storyboard without its takes. */
export function headOf({ takes, ...head }: PlannedStoryboard): Head {
  return { ...head, shots: new Set(takes.map(({ segmentIndex }) => segmentIndex)).size, total: takes.length };
}

/** Opens or continues a draft. Nothing of it is visible or sent before it is published. */
export function* openDraft(
  { head }: { head: Head },
  { now }: Moment,
): Steps<{ verdict: 'open' | 'picture-gone' }> {
  yield* all(
    `insert into storyboards (id, name, provider_id, model, priority, weight, is_forced, shots, takes, warnings,
       retry_failed, api_key_name, is_draft, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)
     on conflict (id) do update set created_at = excluded.created_at where storyboards.is_draft = 1`,
    head.id,
    head.name,
    head.providerId,
    head.model,
    head.priority,
    PRIORITY_WEIGHT[head.priority],
    head.force ? 1 : 0,
    head.shots,
    head.total,
    JSON.stringify(head.warnings),
    head.retryFailed ?? 0,
    head.apiKeyName ?? null,
    now,
  );
  const { id, apiKeyName: owner = '', assets: sha256s } = head;
  if (sha256s !== undefined && !(yield* useAssets({ id, owner, sha256s }, now)))
    return { verdict: 'picture-gone' };
  if (head.budgetMicros === undefined) return { verdict: 'open' };
  yield* all(
    `insert into budgets (id, limit_micros, reserved_micros, spent_micros) values (?, ?, 0, 0) on conflict (id) do nothing`,
    `storyboard:${head.id}`,
    head.budgetMicros,
  );
  return { verdict: 'open' };
}

/** Adds takes to a draft. */
export function* addTakes({ id, takes, place }: Part, { now }: Moment): Steps<void> {
  const shots = new Map(takes.map(({ segmentIndex, request }) => [segmentIndex, request]));
  yield* insert(
    'shots (storyboard_id, segment_index, request)',
    [...shots].map(([index, request]) => [id, index, JSON.stringify(request)]),
  );
  yield* insert(
    'takes (id, storyboard_id, place, segment_index, take_number, provider_id, model, fingerprint, price_micros, state, created_at, changed_at, route, follows)',
    takes.map((take, index) => [
      takeIdOf(id, take),
      id,
      place + index,
      take.segmentIndex,
      take.takeNumber,
      take.providerId,
      take.request.model,
      take.fingerprint,
      microsOf(take),
      'queued',
      now,
      now,
      take.routes ? 1 : null,
      take.after ? sourceOf(id, take, take.after) : null,
    ]),
  );
  yield* addRoutes(id, takes, now);
  yield* addLinks(id, takes);
}

function microsOf({ priceCents }: PlannedRoute): number | null {
  return priceCents === undefined ? null : toMicros(priceCents);
}

function sourceOf(id: string, { takeNumber }: PlannedTake, { segmentIndex }: PlannedLink): string {
  return takeIdOf(id, { segmentIndex, takeNumber });
}

/** What takes depend on that start from the last frame of another one. */
function* addLinks(id: string, takes: readonly PlannedTake[]): Steps<void> {
  const rows = takes.flatMap((take) => {
    const { after } = take;
    if (after === undefined) return [];
    const alone = after.alone === undefined ? null : JSON.stringify(after.alone);
    return [[takeIdOf(id, take), sourceOf(id, take, after), after.policy, alone]];
  });
  yield* insert('links (take_id, after_take, policy, alone)', rows);
}

/** The routes of takes with a choice, and why the first was chosen. */
function* addRoutes(id: string, takes: readonly PlannedTake[], now: number): Steps<void> {
  const rows = takes.flatMap((take) =>
    (take.routes ?? []).map((route, index) => [
      takeIdOf(id, take),
      index + 1,
      route.providerId,
      route.request.model,
      route.fingerprint,
      microsOf(route),
      JSON.stringify(route.request),
    ]),
  );
  yield* insert('routes (take_id, rank, provider_id, model, fingerprint, price_micros, request)', rows);
  const chosen = takes.flatMap((take) => (take.chosen === undefined ? [] : [{ take, detail: take.chosen }]));
  const events = chosen.map(({ take, detail }) => [
    takeIdOf(id, take),
    1,
    now,
    'route',
    JSON.stringify({ detail }),
  ]);
  yield* insert('events (take_id, n, at, event, detail)', events);
}

/** Publishes a complete draft and stores the answer under the client's idempotency key. */
export function* publish({
  id,
  kept,
}: {
  id: string;
  kept?: KeptAnswer;
}): Steps<{ verdict: 'accepted' | 'superseded' }> {
  const [row] = yield* lock('s', `select s.is_draft, s.takes from storyboards s where s.id = ?`, id);
  if (row === undefined) throw new Error(`The draft ${id} is gone; send it again`);
  if (row.is_draft === 0) return { verdict: 'accepted' };
  const counted = yield* one(`select count(*) as takes from takes where storyboard_id = ?`, id);
  if (counted?.takes !== row.takes) throw new Error(`The draft ${id} is not whole; send it again`);
  if (kept && !(yield* finishKey(kept, id))) return { verdict: 'superseded' };
  yield* all(`update storyboards set is_draft = 0 where id = ?`, id);
  return { verdict: 'accepted' };
}

/** What a draft has of its takes. */
const OF_TAKES = [
  ['routes', 'take_id'],
  ['links', 'take_id'],
  ['events', 'take_id'],
  ['takes', 'id'],
] as const;

/** Removes a part of one abandoned draft. */
export function* sweepDrafts(
  { olderThanMs }: { olderThanMs: number },
  { now }: Moment,
): Steps<{ removed: number }> {
  const [row] = yield* lock(
    's',
    `select s.id from storyboards s where s.is_draft = 1 and s.created_at < ? order by s.created_at limit 1`,
    now - olderThanMs,
  );
  if (row === undefined) return { removed: 0 };
  const id = text(row.id);
  const takes = yield* all(
    `select id from takes where storyboard_id = ? order by place limit ${AT_ONCE}`,
    id,
  );
  if (takes.length > 0) {
    const ids = takes.map((take) => text(take.id));
    for (const [table, column] of OF_TAKES) {
      yield* all(`delete from ${table} where ${column} in (${marks(ids)})`, ...ids);
    }
    return { removed: takes.length };
  }
  const shots = yield* all(
    `select segment_index from shots where storyboard_id = ? order by segment_index limit ${AT_ONCE}`,
    id,
  );
  if (shots.length > 0) {
    const indexes = shots.map((shot) => Number(shot.segment_index));
    yield* all(
      `delete from shots where storyboard_id = ? and segment_index in (${marks(indexes)})`,
      id,
      ...indexes,
    );
    return { removed: shots.length };
  }
  yield* all(`delete from budgets where id = ?`, `storyboard:${id}`);
  yield* all(`delete from asset_uses where storyboard_id = ?`, id);
  yield* all(`delete from storyboards where id = ? and is_draft = 1`, id);
  return { removed: 1 };
}
