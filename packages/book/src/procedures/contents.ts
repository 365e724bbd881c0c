import type { Failure, Clip } from '@cineflow/contracts';
import type { TakeRecord } from '../records.ts';
import { all, lock, marks, type Moment, type Steps } from '../sql/procedure.ts';
import { addErrands, AT_ONCE, type Errand } from './errand.ts';
import { addEvent, change, changeAll, lockTake, lockTakes, moveTakes } from './move-take.ts';
import { moved, OPEN, text, toClip } from './rows.ts';

/** Makes this take the maker of its content, unless there is one. */
export function* claimContent({ takeId, fingerprint, apiKeyName: scope = '' }: TakeRecord): Steps<void> {
  yield* all(
    `insert into contents (scope, fingerprint, maker, is_stored) values (?, ?, ?, 0) on conflict (scope, fingerprint) do nothing`,
    scope,
    fingerprint,
    takeId,
  );
}

/** Ends this take's claim on its content. True if it was the maker: its followers are then free, or fail with it. */
export function* giveUpContent({ takeId, fingerprint, apiKeyName: scope = '' }: TakeRecord): Steps<boolean> {
  const freed = yield* all(
    `delete from contents where scope = ? and fingerprint = ? and maker = ? and is_stored = 0 returning maker`,
    scope,
    fingerprint,
    takeId,
  );
  return freed.length > 0;
}

/** Records the stored clip of a content; equal takes reuse it from now on. */
export function* keepContent(take: TakeRecord, clip: Clip): Steps<void> {
  const { takeId, fingerprint, apiKeyName: scope = '' } = take;
  yield* all(
    `insert into contents (scope, fingerprint, maker, is_stored, clip) values (?, ?, ?, 1, ?)
     on conflict (scope, fingerprint) do update set maker = excluded.maker, is_stored = 1, clip = excluded.clip`,
    scope,
    fingerprint,
    takeId,
    JSON.stringify(clip),
  );
}

/** Same for many takes. */
export function* giveUpContents(takes: readonly TakeRecord[]): Steps<void> {
  for (const [scope, own] of Map.groupBy(takes, ({ apiKeyName = '' }) => apiKeyName)) {
    const fingerprints = own.map(({ fingerprint }) => fingerprint);
    yield* all(
      `delete from contents where scope = ? and fingerprint in (${marks(fingerprints)})
         and maker in (${marks(own)}) and is_stored = 0`,
      scope,
      ...fingerprints,
      ...own.map(({ takeId }) => takeId),
    );
  }
}

/** The take starts from the last frame of the one it follows, which is still open. */
const IS_OPEN_LINK = `exists (
  select 1 from links l join takes p on p.id = l.after_take
  where l.take_id = takes.id and l.after_take = takes.follows and p.finished_at is null)`;

/** Some followers of these makers, locked. If there may be more, errands handle the rest. */
function* followersOf(
  makers: readonly string[],
  errandOf: (maker: string) => Errand & { maker: string },
  now: number,
): Steps<TakeRecord[]> {
  if (makers.length === 0) return [];
  const rows = yield* all(
    `select id, follows from takes where follows in (${marks(makers)}) and state = 'queued' and not ${IS_OPEN_LINK}
     order by follows limit ?`,
    ...makers,
    AT_ONCE,
  );
  if (rows.length === AT_ONCE) {
    // All but the last of those found are complete.
    const complete = new Set(rows.map(({ follows }) => text(follows)));
    complete.delete(text(rows.at(-1)?.follows));
    const open = makers.filter((maker) => !complete.has(maker)).map(errandOf);
    yield* addErrands(
      open.map((errand) => ({ id: `${errand.kind} ${errand.maker}`, errand })),
      now,
    );
  }
  return yield* lockTakes(rows.map(({ id }) => text(id)));
}

/** Queues the followers again, or wakes them because the clip exists. Returns the ids of the first part. */
export function* freeFollowers(makers: readonly string[], now: number): Steps<string[]> {
  const followers = yield* followersOf(makers, (maker) => ({ kind: 'free', maker }), now);
  const ids = followers.filter(({ state }) => state === 'queued').map(({ takeId }) => takeId);
  yield* changeAll(ids, { follows: null });
  return ids;
}

/**
 * Fails the followers with the maker's failure; those whose order allows more renders than have failed make the content
 * themselves. Returns the ids of the first part.
 */
export function* failFollowers(maker: string, failure: Failure, now: number): Steps<string[]> {
  const changes = { follows: null, failure: JSON.stringify(failure) };
  const followers = yield* followersOf([maker], () => ({ kind: 'fail', maker, failure }), now);
  const patient =
    failure.reason === 'provider-failed' ? yield* patientOf(followers, maker) : new Set<string>();
  // Why a chain is broken is decided where the take would begin.
  const linked = yield* linkedTo(maker, followers);
  const tryOn = followers.filter(
    ({ takeId, state, storyboardId }) =>
      state === 'queued' && (patient.has(storyboardId) || linked.has(takeId)),
  );
  const freed = tryOn.map(({ takeId }) => takeId);
  yield* changeAll(freed, { follows: null });
  const others = followers.filter((take) => !tryOn.includes(take));
  const detail = { detail: maker };
  return [...freed, ...(yield* moveTakes(others, { event: 'refuse', now, detail, changes }))];
}

/** Those of the takes that start from the last frame of this one. */
function* linkedTo(source: string, takes: readonly TakeRecord[]): Steps<Set<string>> {
  if (takes.length === 0) return new Set();
  const ids = takes.map(({ takeId }) => takeId);
  const rows = yield* all(
    `select take_id from links where after_take = ? and take_id in (${marks(ids)})`,
    source,
    ...ids,
  );
  return new Set(rows.map((row) => text(row.take_id)));
}

/** Storyboards that allow another render after those of the maker. */
function* patientOf(takes: readonly TakeRecord[], maker: string): Steps<Set<string>> {
  const ids = [...new Set(takes.map(({ storyboardId }) => storyboardId))];
  if (ids.length === 0) return new Set();
  const rows = yield* all(
    `select s.id from storyboards s join takes t on t.id = ? where s.id in (${marks(ids)}) and s.retry_failed >= t.bought`,
    maker,
    ...ids,
  );
  return new Set(rows.map(({ id }) => text(id)));
}

/** Fingerprints with a stored clip. */
export function* stored({ fingerprints }: { fingerprints: string[] }): Steps<string[]> {
  const found: string[] = [];
  for (let start = 0; start < fingerprints.length; start += 500) {
    const some = fingerprints.slice(start, start + 500);
    const rows = yield* all(
      `select distinct fingerprint from contents where is_stored = 1 and fingerprint in (${marks(some)})`,
      ...some,
    );
    found.push(...rows.map((row) => text(row.fingerprint)));
  }
  return found;
}

/** Removes all records of a lost clip; the take that was to reuse it waits. */
export function* lost({ takeId, clip }: { takeId: string; clip: Clip }, { now }: Moment) {
  const take = yield* lockTake(takeId);
  if (take?.state !== 'queued') return { verdict: 'stale' as const, moved: [] };
  let isGone = false;
  for (const { scope, json } of yield* storedRows(take.fingerprint)) {
    if (!isSame(toClip(json), clip)) continue;
    isGone = true;
    yield* all(`delete from contents where scope = ? and fingerprint = ?`, scope, take.fingerprint);
  }
  yield* change(takeId, { follows: null });
  yield* addEvent(takeId, { at: now, event: 'clip-lost', detail: { detail: clip.key } });
  const equal = isGone ? yield* equalQueued(take) : [];
  // Redis holds them as ready, outside the queue; only a higher version changes that.
  for (const id of equal) yield* change(id, {});
  return { verdict: 'waiting' as const, moved: yield* moved([takeId, ...equal]) };
}

/** Other queued takes of the same content, locked. */
function* equalQueued({ takeId, providerId, fingerprint }: TakeRecord): Steps<string[]> {
  const rows = yield* lock(
    't',
    `select t.id from takes t where t.provider_id = ? and t.state in ${OPEN} and t.state = 'queued'
       and t.fingerprint = ? and t.id <> ? order by t.id`,
    providerId,
    fingerprint,
    takeId,
  );
  return rows.map(({ id }) => text(id));
}

/** Replaces the damaged clip of a take by a new one, under the same or another key. */
export function* replace(args: { takeId: string; damaged: Clip; clip: Clip }, { now }: Moment) {
  const take = yield* lockTake(args.takeId);
  if (take === null) return { verdict: 'stale' as const };
  let replaced = false;
  for (const { scope, json } of yield* storedRows(take.fingerprint)) {
    if (!isSame(toClip(json), args.damaged)) continue;
    replaced = true;
    yield* all(
      `update contents set clip = ? where scope = ? and fingerprint = ?`,
      JSON.stringify(args.clip),
      scope,
      take.fingerprint,
    );
  }
  // A forced take may have replaced the clip of the content; this take keeps its own clip.
  if (take.clip && isSame(take.clip, args.damaged)) {
    replaced = true;
    yield* change(take.takeId, { clip: JSON.stringify(args.clip) });
  }
  if (!replaced) return { verdict: 'stale' as const };
  yield* addEvent(take.takeId, { at: now, event: 'clip-replaced', detail: { detail: args.clip.key } });
  return { verdict: 'replaced' as const };
}

function* storedRows(fingerprint: string): Steps<{ scope: string; json: string }[]> {
  const rows = yield* lock(
    'c',
    `select c.scope, c.clip from contents c where c.fingerprint = ? and c.is_stored = 1 order by c.scope`,
    fingerprint,
  );
  return rows.map((row) => ({ scope: text(row.scope), json: text(row.clip) }));
}

function isSame(a: Clip, b: Clip): boolean {
  return a.key === b.key && a.sha256 === b.sha256;
}

/** Records a clip that is only in the store, and frees the takes that wait for it. */
export function* adopt(
  args: {
    fingerprint: string;
    takeId: string;
    apiKeyName?: string;
    clip: Clip;
  },
  { now }: Moment,
): Steps<void> {
  const [made] = yield* lock(
    'c',
    `select c.maker from contents c where c.scope = ? and c.fingerprint = ? and c.is_stored = 0`,
    args.apiKeyName ?? '',
    args.fingerprint,
  );
  yield* all(
    `insert into contents (scope, fingerprint, maker, is_stored, clip) values (?, ?, ?, 1, ?)
     on conflict (scope, fingerprint) do update set is_stored = 1, clip = excluded.clip
     where contents.is_stored = 0`,
    args.apiKeyName ?? '',
    args.fingerprint,
    args.takeId,
    JSON.stringify(args.clip),
  );
  if (made) yield* freeFollowers([text(made.maker)], now);
}

/** All stored clips, page by page. */
export function* list({ after, limit }: { after: string; limit: number }) {
  const rows = yield* all(
    `select fingerprint, clip from contents where is_stored = 1 and fingerprint > ? order by fingerprint limit ?`,
    after,
    limit,
  );
  const last = rows.at(-1);
  if (last === undefined) return { cursor: '', clips: [] };
  // The limit may have cut off scopes of the last fingerprint.
  const tail = yield* all(
    `select clip from contents where is_stored = 1 and fingerprint = ?`,
    text(last.fingerprint),
  );
  const before = rows.filter(({ fingerprint }) => fingerprint !== last.fingerprint);
  return { cursor: text(last.fingerprint), clips: [...before, ...tail].map((row) => toClip(row.clip)) };
}
