import type { RerouteArgs } from '../calls.ts';
import type { TakeRecord, TakeRoute } from '../records.ts';
import { all, one, type Moment, type Row, type Steps } from '../sql/procedure.ts';
import { freeFollowers, giveUpContent } from './contents.ts';
import { addEvent, change, lockTake, type Changes } from './move-take.ts';
import { moved, OPEN, optional, text, toRequest } from './rows.ts';

/** Routes of a take, best first; none where its order left no choice. */
export function* routes({ takeId }: { takeId: string }, { now }: Moment): Steps<TakeRoute[]> {
  const rows = yield* all(
    `select r.*, t.route from routes r join takes t on t.id = r.take_id where r.take_id = ? order by r.rank`,
    takeId,
  );
  return rows.map((row) => ({
    rank: Number(row.rank),
    providerId: text(row.provider_id),
    model: text(row.model),
    isPresent: row.rank === row.route,
    isRetired: row.is_retired === 1,
    restedMs: row.failed_at === null ? Infinity : now - Number(row.failed_at),
  }));
}

/** Queued takes of a provider that have a choice. */
export function* routed({ providerId, limit }: { providerId: string; limit: number }): Steps<string[]> {
  const rows = yield* all(
    `select id from takes where provider_id = ? and state in ${OPEN} and state = 'queued' and route is not null
     order by id limit ?`,
    providerId,
    limit,
  );
  return rows.map(({ id }) => text(id));
}

/** Moves a queued take to another of its routes. It has no open create, and claims no content. */
export function* reroute({ takeId, rank, failed, detail }: RerouteArgs, { now }: Moment) {
  const take = yield* lockTake(takeId);
  const isHere = take?.state === 'queued' && take.route !== undefined && take.route !== rank;
  const row = isHere
    ? yield* one(`select * from routes where take_id = ? and rank = ?`, takeId, rank)
    : undefined;
  if (!take || row === undefined) return { verdict: 'stale' as const, moved: [] };
  if (failed !== undefined) {
    yield* all(
      `update routes set failed_at = ?, is_retired = ? where take_id = ? and rank = ?`,
      now,
      failed === 'retired' ? 1 : 0,
      takeId,
      take.route ?? 0,
    );
  }
  yield* change(takeId, { ...changesTo(row), follows: null }, 'queued');
  const { providerId, model } = take;
  const to = { providerId: text(row.provider_id), model: text(row.model) };
  yield* addEvent(takeId, {
    at: now,
    event: 'reroute',
    detail: { ...to, detail: `${providerId} ${model} -> ${to.providerId} ${to.model}: ${detail}` },
  });
  return { verdict: 'rerouted' as const, moved: yield* moved([takeId]) };
}

/** The take as it is on the route that leads to a provider; unchanged if it has none. `changes` store that. */
export function* onRouteTo(
  take: TakeRecord,
  { providerId, model }: { providerId: string; model?: string | undefined },
): Steps<{ take: TakeRecord; changes: Changes }> {
  const isHere = take.providerId === providerId && (model === undefined || take.model === model);
  if (take.route === undefined || isHere) return { take: { ...take, providerId }, changes: {} };
  const row = yield* one(
    `select * from routes where take_id = ? and provider_id = ? order by case when model = ? then 0 else 1 end, rank limit 1`,
    take.takeId,
    providerId,
    model ?? '',
  );
  if (row === undefined) return { take: { ...take, providerId }, changes: {} };
  const { route: _route, priceMicros: _price, ...rest } = take;
  const there = {
    ...rest,
    providerId,
    model: text(row.model),
    fingerprint: text(row.fingerprint),
    request: toRequest(text(row.request)),
    ...optional({ route: row.rank, priceMicros: row.price_micros }),
  };
  return { take: there, changes: changesTo(row) };
}

/** The content is not made on this route any more; its followers are free. */
export function* leaveContent(take: TakeRecord, now: number): Steps<string[]> {
  return (yield* giveUpContent(take)) ? yield* freeFollowers([take.takeId], now) : [];
}

function changesTo(row: Row): Changes {
  return {
    route: Number(row.rank),
    provider_id: text(row.provider_id),
    model: text(row.model),
    fingerprint: text(row.fingerprint),
    price_micros: row.price_micros ?? null,
    own_request: text(row.request),
  };
}

/** Rank of another route whose content is stored, or is being made for the same API key; null without one. */
export function* findElsewhere({ takeId, route, apiKeyName: scope = '' }: TakeRecord): Steps<number | null> {
  if (route === undefined) return null;
  const row = yield* one(
    `select r.rank from routes r join contents c on c.fingerprint = r.fingerprint
     where r.take_id = ? and r.rank <> ? and (c.is_stored = 1 or (c.scope = ? and c.maker <> ?))
     order by c.is_stored desc, r.rank limit 1`,
    takeId,
    route,
    scope,
    takeId,
  );
  return row === undefined ? null : Number(row.rank);
}
