import { defined } from '@cineflow/core';
import type { ApiKeyRecord, Identity, LaneDecisions } from '../records.ts';
import { ApiScope } from '@cineflow/contracts';
import { all, lock, one, type Moment, type Steps } from '../sql/procedure.ts';
import { changeLimit, blockTakes, limitBudget, openBudget } from './budget-limits.ts';
import { addDecision } from './move-take.ts';
import { optional, text } from './rows.ts';

/** Of books that do not say: it was the usual one when they began. */
const OLD_CURRENCY = 'USD';

/** Currency of amounts: set by a variable, or suggested by the providers. */
export interface WantedCurrency {
  code: string;
  isSet: boolean;
}

/**
 * Gives a new book its id and its currency; leaves an old one as it is. Returns the currency it counts in. Amounts
 * are never converted, so only a book without orders and keys may change its currency.
 */
export function* ensure({
  bookId,
  currency,
}: {
  bookId: string;
  currency?: WantedCurrency | undefined;
}): Steps<string> {
  for (const [name, value] of [
    ['id', bookId],
    ['redis_epoch', '0'],
  ] as const) {
    yield* all(`insert into book (name, value) values (?, ?) on conflict (name) do nothing`, name, value);
  }
  return currency === undefined ? yield* readCurrency() : yield* bindCurrency(currency);
}

function* bindCurrency({ code, isSet }: WantedCurrency): Steps<string> {
  const used = yield* one(
    `select 1 as found from storyboards union all select 1 as found from api_keys limit 1`,
  );
  const isNew = used === undefined;
  const first = isNew || isSet ? code : OLD_CURRENCY;
  yield* all(`insert into book (name, value) values ('currency', ?) on conflict (name) do nothing`, first);
  if (isNew && isSet) yield* all(`update book set value = ? where name = 'currency'`, code);
  return yield* readCurrency();
}

function* readCurrency(): Steps<string> {
  const known = yield* one(`select value from book where name = 'currency'`);
  return known === undefined ? OLD_CURRENCY : text(known.value);
}

/** Identity of the book. */
export function* read(): Steps<Identity> {
  const rows = yield* all(`select name, value from book`);
  const values = new Map(rows.map((row) => [text(row.name), text(row.value)]));
  const schema = yield* one(`select max(version) as version from book_schema`);
  const ordered = yield* one(`select 1 as found from storyboards limit 1`);
  const storeMark = values.get('store_mark');
  return {
    bookId: values.get('id') ?? '',
    schema: Number(schema?.version ?? 0),
    redisEpoch: Number(values.get('redis_epoch') ?? 0),
    currency: values.get('currency') ?? OLD_CURRENCY,
    ...defined({ storeMark }),
    isEmpty: ordered === undefined,
  };
}

/** Raises the epoch. From the commit on, older permits buy nothing. */
export function* raiseEpoch(): Steps<number> {
  const [row] = yield* lock('b', `select b.value from book b where b.name = 'redis_epoch'`);
  const epoch = Number(row?.value ?? 0) + 1;
  yield* all(`update book set value = ? where name = 'redis_epoch'`, String(epoch));
  return epoch;
}

/** Stores the mark of the clip store if there is none. */
export function* bindStore({ mark }: { mark: string }): Steps<string> {
  yield* all(`insert into book (name, value) values ('store_mark', ?) on conflict (name) do nothing`, mark);
  return text((yield* one(`select value from book where name = 'store_mark'`))?.value);
}

/** A secret of this installation; the given one if there is none yet. */
export function* secret({ name, value }: { name: 'media_secret'; value: string }): Steps<string> {
  yield* all(`insert into book (name, value) values (?, ?) on conflict (name) do nothing`, name, value);
  return text((yield* one(`select value from book where name = ?`, name))?.value);
}

/** An operator's latest decisions about a provider's lane. */
export function* decisions({ providerId }: { providerId: string }): Steps<LaneDecisions> {
  const rows = yield* all(
    `select kind, detail from decisions where subject = ? order by n desc`,
    `provider:${providerId}`,
  );
  const stop = rows.find(({ kind }) => kind !== 'maximum');
  const maximum = rows.find(({ kind }) => kind === 'maximum');
  return {
    ...(stop?.kind === 'isolated' ? { isolated: JSON.parse(text(stop.detail)) as { note: string } } : {}),
    ...(maximum
      ? { maximum: JSON.parse(text(maximum.detail)) as { maximum: number; configured: number } }
      : {}),
  };
}

type Decision =
  | { kind: 'isolated'; note: string }
  | { kind: 'opened' }
  | { kind: 'maximum'; maximum: number; configured: number };

/** Records an operator's decision about a provider's lane. */
export function* decide(
  { providerId, decision, by }: { providerId: string; decision: Decision; by?: string },
  { now }: Moment,
): Steps<void> {
  const { kind, ...detail } = decision;
  yield* addDecision(`provider:${providerId}`, { at: now, kind, by, detail });
}

/** Takes ordered under a name. */
const OF_KEY = 't.storyboard_id in (select s.id from storyboards s where s.api_key_name = ?)';

/** All API keys, including revoked ones. */
export function* listKeys(): Steps<ApiKeyRecord[]> {
  const rows = yield* all(`select * from api_keys order by name`);
  return rows.map((row) => ({
    name: text(row.name),
    sha256: text(row.sha256),
    scope: ApiScope.parse(row.scope),
    createdAt: Number(row.created_at),
    ...optional({ budgetMicros: row.budget_micros, revokedAt: row.revoked_at }),
  }));
}

/** A name with a revoked key may get a new one; it keeps its storyboards and its spending. */
export function* createKey({ key }: { key: Omit<ApiKeyRecord, 'createdAt' | 'revokedAt'> }, { now }: Moment) {
  const { name, sha256, scope, budgetMicros = null } = key;
  yield* blockTakes(`key:${name}`);
  const made = yield* all(
    `insert into api_keys (name, sha256, scope, budget_micros, created_at) values (?, ?, ?, ?, ?)
     on conflict (name) do update set sha256 = excluded.sha256, scope = excluded.scope,
       budget_micros = excluded.budget_micros, created_at = excluded.created_at, revoked_at = null
     where api_keys.revoked_at is not null returning name`,
    name,
    sha256,
    scope,
    budgetMicros,
    now,
  );
  if (made.length === 0) return { verdict: 'exists' as const };
  // Spending is counted for every key, with or without a limit.
  if (!(yield* changeLimit(`key:${name}`, budgetMicros))) {
    yield* openBudget(`key:${name}`, budgetMicros, OF_KEY, name);
  }
  return { verdict: 'created' as const };
}

/** Revokes a key; its name keeps its orders. */
export function* revokeKey({ name }: { name: string }, { now }: Moment) {
  const done = yield* all(
    `update api_keys set revoked_at = coalesce(revoked_at, ?) where name = ? returning name`,
    now,
    name,
  );
  return { verdict: done.length > 0 ? ('done' as const) : ('unknown' as const) };
}

/** Sets the budget of a name; null for no limit. */
export function* setKeyBudget({ name, budgetMicros }: { name: string; budgetMicros: number | null }) {
  if (budgetMicros !== null) yield* blockTakes(`key:${name}`);
  const done = yield* all(
    `update api_keys set budget_micros = ? where name = ? returning name`,
    budgetMicros,
    name,
  );
  if (done.length === 0) return { verdict: 'unknown' as const };
  yield* limitBudget(`key:${name}`, budgetMicros, OF_KEY, name);
  return { verdict: 'done' as const };
}
