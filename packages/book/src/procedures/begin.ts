import { defined } from '@cineflow/core';
import type { BeginArgs, Begun } from '../calls.ts';
import type { TakeRecord } from '../records.ts';
import { all, lock, one, type Moment, type Row, type Steps } from '../sql/procedure.ts';
import { addEvent, change, lockTake, moveTake } from './move-take.ts';
import { addToBudgets, budgetIdsOf, dayIdOf, dayOf, ensureDay, lockBudgets, whyNot } from './money.ts';
import { lookAtLink } from './links.ts';
import { findElsewhere } from './routes.ts';
import { moved, text, toClip } from './rows.ts';

/**
 * The licence: moves a take from queued to submitting, reserves its price and claims its content. Otherwise returns
 * the reason.
 *
 * Rows are locked in the order take, the take it starts from, content, budgets. PostgreSQL runs the same steps as one function (begin.sql).
 */
export function* begin(args: BeginArgs, { now }: Moment): Steps<Begun> {
  const take = yield* lockTake(args.takeId);
  if (take === null) return { verdict: 'unknown', moved: [] };
  if (take.state === 'submitting' && take.attemptId === args.attemptId) return yield* go(take, now);
  if (args.knownVersion !== undefined && args.knownVersion > take.version)
    return { verdict: 'rolled-back', moved: [] };
  if (take.state !== 'queued') {
    const { state, clip, failure, takeId } = take;
    const found = defined({ clip, failure });
    return { verdict: 'moved-on', state, ...found, moved: yield* moved([takeId]) };
  }
  if (take.isPaused) return { verdict: 'paused', moved: yield* moved([take.takeId]) };
  if (args.epoch !== null && args.epoch !== (yield* currentEpoch())) return { verdict: 'epoch', moved: [] };
  const link = yield* lookAtLink(take.takeId);
  if (link.state === 'broken') return { verdict: 'broken', moved: [] };
  if (link.state === 'open') return yield* follow(take, link.source, now);
  const content = yield* claimContent(take, args.epoch !== null);
  if (content.kind === 'stored') {
    return { verdict: 'reuse', clip: toClip(content.clip), maker: content.maker, moved: [] };
  }
  if (content.kind === 'made') return yield* follow(take, content.maker, now);
  if (args.epoch === null) return { verdict: 'no-permit', moved: yield* unfollow(take) };
  const rank = take.force ? null : yield* findElsewhere(take);
  if (rank !== null) {
    yield* freeContent(take);
    return { verdict: 'elsewhere', rank, moved: [] };
  }
  return yield* license(take, args, now);
}

/** The current epoch, share-locked against a raise until the end of the transaction. */
function* currentEpoch(): Steps<number> {
  const [row] = yield* lock('b', `select b.value from book b where b.name = 'redis_epoch'`);
  return Number(row?.value ?? 0);
}

type Content =
  | { kind: 'stored'; clip: string; maker: string }
  | { kind: 'made'; maker: string }
  | { kind: 'ours' };

/** The owner of a take's content. The take claims a free content if it may be sent. */
function* claimContent(take: TakeRecord, mayClaim: boolean): Steps<Content> {
  const { takeId, fingerprint, apiKeyName: scope = '' } = take;
  if (!take.force) {
    const stored = yield* one(
      `select maker, clip from contents where fingerprint = ? and is_stored = 1
       order by case when scope = ? then 0 else 1 end, scope limit 1`,
      fingerprint,
      scope,
    );
    if (stored) return { kind: 'stored', clip: text(stored.clip), maker: text(stored.maker) };
  }
  if (mayClaim) {
    yield* all(
      `insert into contents (scope, fingerprint, maker, is_stored) values (?, ?, ?, 0) on conflict (scope, fingerprint) do nothing`,
      scope,
      fingerprint,
      takeId,
    );
  }
  if (take.force) return { kind: 'ours' };
  const [row] = yield* lock(
    'c',
    `select c.maker, c.is_stored, c.clip from contents c where c.scope = ? and c.fingerprint = ?`,
    scope,
    fingerprint,
  );
  return row === undefined ? { kind: 'ours' } : toContent(row, takeId);
}

function toContent(row: Row, takeId: string): Content {
  const maker = text(row.maker);
  if (row.is_stored === 1) return { kind: 'stored', clip: text(row.clip), maker };
  return maker === takeId ? { kind: 'ours' } : { kind: 'made', maker };
}

function* follow(take: TakeRecord, maker: string, now: number): Steps<Begun> {
  if (take.follows !== maker) {
    yield* change(take.takeId, { follows: maker });
    yield* addEvent(take.takeId, { at: now, event: 'follow', detail: { detail: maker } });
  }
  return { verdict: 'follow', moved: yield* moved([take.takeId]) };
}

/** The awaited content is no longer being made: the take waits for a permit again. */
function* unfollow(take: TakeRecord) {
  if (take.follows === undefined) return [];
  yield* change(take.takeId, { follows: null });
  return yield* moved([take.takeId]);
}

function* license(take: TakeRecord, args: BeginArgs, now: number): Steps<Begun> {
  const { takeId, priceMicros = 0 } = take;
  const { dailyBudgetMicros } = args;
  if (dailyBudgetMicros !== undefined) yield* ensureDay(now, dailyBudgetMicros);
  // Today's row counts every begin, but limits only callers that pass the limit.
  const ids = budgetIdsOf(take, dayOf(now));
  const budgets = yield* lockBudgets(ids);
  const binding = budgets.filter(({ id }) => dailyBudgetMicros !== undefined || id !== dayIdOf(now));
  const obstacle = whyNot(take.priceMicros, binding);
  if (obstacle !== null) {
    yield* freeContent(take);
    yield* addOverBudget(takeId, obstacle.detail, now);
    return { verdict: 'budget', ...obstacle, moved: [] };
  }
  if (!(yield* openAttempt(take, args, now))) {
    yield* freeContent(take);
    return { verdict: 'moved-on', state: take.state, moved: yield* moved([takeId]) };
  }
  yield* addToBudgets(ids, { reserved: priceMicros, spent: 0 });
  const number = take.attempts + 1;
  yield* moveTake(take, {
    event: 'begin',
    now,
    detail: { attempt: number },
    changes: {
      attempts: number,
      attempt_id: args.attemptId,
      begun_at: now,
      // An earlier attempt, overtaken by a late acceptance, may still be open.
      reserved_micros: (take.reservedMicros ?? 0) + priceMicros,
      follows: null,
      suspects: null,
    },
  });
  return yield* go({ ...take, attempts: number }, now);
}

/**
 * Inserts the attempt. False if a late call used its id before, or another attempt of the generation is not proved
 * unbought.
 */
function* openAttempt(take: TakeRecord, { attemptId, epoch }: BeginArgs, now: number): Steps<boolean> {
  const made = yield* all(
    `insert into attempts (id, take_id, generation, number, provider_id, model, redis_epoch, reserved_micros, reserved_on, opened_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id`,
    attemptId,
    take.takeId,
    take.generation,
    take.attempts + 1,
    take.providerId,
    take.model,
    epoch,
    take.priceMicros ?? 0,
    dayOf(now),
    now,
  );
  return made.length > 0;
}

/** Adds the reason for parking to the history, once per reason: each wake begins the take again. */
function* addOverBudget(takeId: string, detail: string, now: number): Steps<void> {
  const last = yield* one(
    `select event, detail from events where take_id = ? order by n desc limit 1`,
    takeId,
  );
  if (last?.event === 'over-budget' && last.detail === JSON.stringify({ detail })) return;
  yield* addEvent(takeId, { at: now, event: 'over-budget', detail: { detail } });
}

/** Releases a content that was just claimed and will not be made. */
function* freeContent({ takeId, fingerprint, apiKeyName: scope = '' }: TakeRecord): Steps<void> {
  yield* all(
    `delete from contents where scope = ? and fingerprint = ? and maker = ? and is_stored = 0`,
    scope,
    fingerprint,
    takeId,
  );
}

function* go({ takeId, attempts, request, model }: TakeRecord, now: number): Steps<Begun> {
  return { verdict: 'go', number: attempts, now, request, model, moved: yield* moved([takeId]) };
}

/** Last check before the first byte. */
export function* isOwnedBy({ takeId, attemptId }: { takeId: string; attemptId: string }): Steps<boolean> {
  const row = yield* one(
    `select 1 as owned from takes t join attempts a on a.id = t.attempt_id
     where t.id = ? and t.state = 'submitting' and a.id = ? and a.released_at is null and a.ended_at is null`,
    takeId,
    attemptId,
  );
  return row !== undefined;
}
