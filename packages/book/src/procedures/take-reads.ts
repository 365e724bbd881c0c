import { TakeState, type TimelineEntry } from '@cineflow/contracts';
import type { LineTake } from '@cineflow/core';
import type { Detail } from '../calls.ts';
import type { TakeRecord } from '../records.ts';
import { all, marks, one, type Moment, type Steps } from '../sql/procedure.ts';
import { addEvent } from './move-take.ts';
import {
  IN_FLIGHT,
  lineTakes,
  lineTakesOfPage,
  moved,
  OPEN,
  TAKES,
  takesOfIds,
  text,
  toTakeRecord,
} from './rows.ts';

/** A take, or null. */
export function* read({ takeId }: { takeId: string }): Steps<TakeRecord | null> {
  const row = yield* one(`${TAKES} where t.id = ?`, takeId);
  return row === undefined ? null : toTakeRecord(row);
}

/** Existing takes of the ids, in no particular order. */
export function* readMany({ takeIds }: { takeIds: string[] }): Steps<TakeRecord[]> {
  const found: TakeRecord[] = [];
  for (let start = 0; start < takeIds.length; start += 500) {
    const some = takeIds.slice(start, start + 500);
    const rows = yield* all(takesOfIds(some), ...some);
    for (const row of rows) found.push(toTakeRecord(row));
  }
  return found;
}

/** Histories of takes, in the order of the ids, oldest entry first. */
export function* timelines({ takeIds }: { takeIds: string[] }): Steps<TimelineEntry[][]> {
  const byTake = new Map<string, TimelineEntry[]>(takeIds.map((id) => [id, []]));
  for (let start = 0; start < takeIds.length; start += 500) {
    const some = takeIds.slice(start, start + 500);
    const rows = yield* all(
      `select * from events where take_id in (${marks(some)}) order by take_id, n`,
      ...some,
    );
    for (const row of rows) {
      const detail = JSON.parse(text(row.detail)) as object;
      const entry = { ...detail, at: new Date(Number(row.at)).toISOString(), event: text(row.event) };
      byTake.get(text(row.take_id))?.push(entry);
    }
  }
  return takeIds.map((id) => byTake.get(id) ?? []);
}

/**
 * Open takes of an API key name. They are few compared to all storyboards, so the index of open takes is used first.
 */
export function* countOpen({ apiKeyName }: { apiKeyName: string }): Steps<number> {
  const row = yield* one(
    `select coalesce(sum(o.takes), 0) as takes
     from (select storyboard_id, count(*) as takes from takes where state in ${OPEN} group by storyboard_id) o
     join storyboards s on s.id = o.storyboard_id where s.api_key_name = ?`,
    apiKeyName,
  );
  return Number(row?.takes ?? 0);
}

/** Overdue takes of a provider. */
export function* countOverdue({ providerId }: { providerId: string }): Steps<number> {
  const row = yield* one(
    `select count(*) as count from takes where provider_id = ? and state = 'overdue'`,
    providerId,
  );
  return Number(row?.count ?? 0);
}

/** Takes that exceeded the maximum duration of a worker's step. */
export function* stuck(
  { takeIds, olderThanMs }: { takeIds: string[]; olderThanMs: number },
  { now }: Moment,
) {
  if (takeIds.length === 0) return [];
  const rows = yield* all(
    `select id, state from takes where id in (${marks(takeIds)}) and state in ('submitting', 'collecting') and changed_at <= ?`,
    ...takeIds,
    now - olderThanMs,
  );
  return rows.map((row) => ({ takeId: text(row.id), state: TakeState.parse(row.state) }));
}

/** Adds an entry to the history; changes nothing else. */
export function* record(
  { takeId, event, detail }: { takeId: string; event: string; detail: Detail },
  { now }: Moment,
): Steps<void> {
  yield* addEvent(takeId, { at: now, event, detail });
}

interface OpenPage {
  providerId: string;
  after: string;
  limit: number;
}

/** Versions of open takes, by id. */
export function* openVersions({ providerId, after, limit }: OpenPage) {
  const rows = yield* all(
    `select t.id, t.version + s.version as sum_version from takes t
     join storyboards s on s.id = t.storyboard_id and s.is_draft = 0
     where t.provider_id = ? and t.id > ? and t.state in ${OPEN} order by t.id limit ?`,
    providerId,
    after,
    limit,
  );
  return rows.map((row) => ({ takeId: text(row.id), version: Number(row.sum_version) }));
}

/** Redis rows of takes. */
export function* lineRows({ takeIds }: { takeIds: string[] }): Steps<LineTake[]> {
  const found: LineTake[] = [];
  for (let start = 0; start < takeIds.length; start += 500) {
    found.push(...(yield* moved(takeIds.slice(start, start + 500))));
  }
  return found;
}

/** Redis rows of open takes, with a permit or without. */
export function* openRows({
  providerId,
  inFlight,
  after,
  limit,
}: OpenPage & { inFlight: boolean }): Steps<LineTake[]> {
  const states = `t.state in ${OPEN} and t.state ${inFlight ? '' : 'not '}in ${IN_FLIGHT}`;
  return yield* lineTakes(
    `t.provider_id = ? and t.id > ? and ${states} order by t.id limit ?`,
    providerId,
    after,
    limit,
  );
}

/** Redis rows of a storyboard's queued takes, by place. */
export function* queuedRows(args: { storyboardId: string; after: number; limit: number }): Steps<LineTake[]> {
  return yield* lineTakesOfPage(` and state = 'queued'`, args.storyboardId, args.after, args.limit);
}
