import type { ProviderSpending, Spending } from '../records.ts';
import { all, marks, one, type Moment, type Row, type Steps } from '../sql/procedure.ts';
import { budgetIdsOf, dayOf, ensureDay, sumsOfDay, whyNot } from './money.ts';
import { text } from './rows.ts';
import { readMany } from './take-reads.ts';

/** Parked takes that fit now. Each take reduces what is left for the next, so that not too many are woken. */
export function* fitting(
  { takeIds, dailyBudgetMicros }: { takeIds: string[]; dailyBudgetMicros?: number },
  { now }: Moment,
) {
  if (dailyBudgetMicros !== undefined) yield* ensureDay(now, dailyBudgetMicros);
  const found = yield* readMany({ takeIds });
  const byId = new Map(found.map((take) => [take.takeId, take]));
  const day = dailyBudgetMicros === undefined ? null : dayOf(now);
  const budgets = yield* readBudgets([...new Set(found.flatMap((take) => budgetIdsOf(take, day)))]);
  const stored = yield* storedOf(found.map(({ fingerprint }) => fingerprint));
  const fits: string[] = [];
  const parked: { takeId: string; detail: string }[] = [];
  const gone: string[] = [];
  for (const takeId of takeIds) {
    const take = byId.get(takeId);
    if (take?.state !== 'queued') {
      gone.push(takeId);
      continue;
    }
    const own = budgetIdsOf(take, day)
      .map((id) => budgets.get(id))
      .filter((row) => row !== undefined);
    if (!take.force && stored.has(take.fingerprint)) {
      fits.push(takeId);
      continue;
    }
    const obstacle = whyNot(take.priceMicros, own);
    if (obstacle !== null) {
      parked.push({ takeId, detail: obstacle.detail });
      continue;
    }
    fits.push(takeId);
    for (const budget of own) promise(budgets, budget, take.priceMicros ?? 0);
  }
  return { fits, parked, gone };
}

function promise(budgets: Map<string, Row>, budget: Row, micros: number): void {
  const reserved = Number(budget.reserved_micros) + micros;
  budgets.set(text(budget.id), { ...budget, reserved_micros: reserved });
}

function* readBudgets(ids: readonly string[]): Steps<Map<string, Row>> {
  if (ids.length === 0) return new Map();
  const rows = yield* all(`select * from budgets where id in (${marks(ids)})`, ...ids);
  return new Map(rows.map((row) => [text(row.id), row]));
}

function* storedOf(fingerprints: readonly string[]): Steps<Set<string>> {
  if (fingerprints.length === 0) return new Set();
  const rows = yield* all(
    `select fingerprint from contents where is_stored = 1 and fingerprint in (${marks(fingerprints)})`,
    ...fingerprints,
  );
  return new Set(rows.map((row) => text(row.fingerprint)));
}

/** Spending of an API key name. */
export function* ofKey({ apiKeyName }: { apiKeyName: string }): Steps<Spending> {
  return toSpending(yield* one(`select * from budgets where id = ?`, `key:${apiKeyName}`));
}

/** Spending of the day (UTC) that contains `at`. */
export function* ofDay({ at }: { at: number }): Steps<Spending> {
  const known = yield* one(`select * from budgets where id = ?`, `day:${dayOf(at)}`);
  return known === undefined ? yield* sumsOfDay(at) : toSpending(known);
}

function toSpending(row: Row | undefined): Spending {
  return { reservedMicros: Number(row?.reserved_micros ?? 0), spentMicros: Number(row?.spent_micros ?? 0) };
}

/** Cost of all operations of a provider, including what was given up: the sum shown by its takes. */
export function* ofProvider({ providerId }: { providerId: string }): Steps<ProviderSpending> {
  const spent = yield* one(
    `select coalesce(sum(cost_micros - refund_micros), 0) as sum from operations where provider_id = ?`,
    providerId,
  );
  const reserved = yield* one(
    `select coalesce(sum(reserved_micros), 0) as sum from attempts
     where provider_id = ? and released_at is null and accepted_at is null and ended_at is null`,
    providerId,
  );
  const givenUp = yield* one(
    `select coalesce(sum(reserved_micros), 0) as sum from attempts
     where provider_id = ? and released_at is null and accepted_at is null and ended_at is not null`,
    providerId,
  );
  const givenUpMicros = Number(givenUp?.sum);
  return {
    reservedMicros: Number(reserved?.sum),
    spentMicros: Number(spent?.sum) + givenUpMicros,
    givenUpMicros,
  };
}

/** Stores balance and spending of an audit. Returns the unexplained drop of the balance. */
export function* recordAudit(args: {
  providerId: string;
  balanceMicros?: number;
  spentMicros: number;
}): Steps<number | null> {
  const { providerId, balanceMicros, spentMicros } = args;
  if (balanceMicros === undefined) return null;
  const name = `audit:${providerId}`;
  const known = yield* one(`select value from book where name = ?`, name);
  yield* all(
    `insert into book (name, value) values (?, ?) on conflict (name) do update set value = excluded.value`,
    name,
    JSON.stringify({ balanceMicros, spentMicros }),
  );
  if (known === undefined) return null;
  const before = JSON.parse(text(known.value)) as { balanceMicros: number; spentMicros: number };
  return before.balanceMicros - balanceMicros - (spentMicros - before.spentMicros);
}
