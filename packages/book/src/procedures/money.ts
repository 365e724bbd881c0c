import type { TakeRecord } from '../records.ts';
import { all, lock, lockTables, marks, one, type Row, type Steps } from '../sql/procedure.ts';

const DAY_MS = 86_400_000;

/** Days since 1970, UTC. */
export function dayOf(now: number): number {
  return Math.floor(now / DAY_MS);
}

/** Id of the budget of a day. */
export function dayIdOf(now: number): string {
  return `day:${dayOf(now)}`;
}

/** Ids of the budgets that may limit a take; a row exists only if a limit is or was set. */
export function budgetIdsOf(
  take: Pick<TakeRecord, 'storyboardId' | 'apiKeyName'>,
  day: number | null,
): string[] {
  return [
    `storyboard:${take.storyboardId}`,
    ...(take.apiKeyName === undefined ? [] : [`key:${take.apiKeyName}`]),
    ...(day === null ? [] : [`day:${day}`]),
  ];
}

/** Budget rows, locked in the order of their ids to avoid deadlocks. */
export function* lockBudgets(ids: readonly string[]): Steps<Row[]> {
  return yield* lock('b', `select * from budgets b where b.id in (${marks(ids)}) order by b.id`, ...ids);
}

/** The budget that a price exceeds, with the numbers; null if it fits. */
export function whyNot(
  price: number | undefined,
  budgets: readonly Row[],
): { budgetId: string; detail: string } | null {
  for (const { id, limit_micros: limit, reserved_micros: reserved, spent_micros: spent } of budgets) {
    if (limit === null || limit === undefined) continue;
    const name = nameOf(String(id));
    if (price === undefined) {
      return { budgetId: String(id), detail: `the price is not known, and ${name} has a budget` };
    }
    const left = Number(limit) - Number(reserved) - Number(spent);
    if (price > left) {
      const detail = `${name} has ${cents(Math.max(0, left))} of ${cents(Number(limit))} cents left, the take costs ${cents(price)}`;
      return { budgetId: String(id), detail };
    }
  }
  return null;
}

function nameOf(id: string): string {
  if (id.startsWith('storyboard:')) return 'the storyboard';
  return id.startsWith('key:') ? `API key ${id.slice(4)}` : 'the day';
}

function cents(micros: number): string {
  return String(Math.round(micros / 100) / 100);
}

/** Adds to the reserved and spent amounts of budgets. */
export function* addToBudgets(
  ids: readonly string[],
  { reserved, spent }: { reserved: number; spent: number },
): Steps<void> {
  if (ids.length === 0 || (reserved === 0 && spent === 0)) return;
  yield* lockBudgets(ids);
  yield* all(
    `update budgets set reserved_micros = reserved_micros + ?, spent_micros = spent_micros + ? where id in (${marks(ids)})`,
    reserved,
    spent,
    ...ids,
  );
}

/** Ensures that today's row exists with the configured limit. A limit set during the day includes the cost so far. */
export function* ensureDay(now: number, limit: number): Steps<void> {
  const day = dayOf(now);
  const known = yield* one(`select limit_micros from budgets where id = ?`, `day:${day}`);
  if (known !== undefined) {
    if (known.limit_micros !== limit) {
      yield* all(`update budgets set limit_micros = ? where id = ?`, limit, `day:${day}`);
    }
    return;
  }
  // Block concurrent writers: a row without their amounts would be wrong all day.
  yield* lockTables('share row exclusive', 'operations', 'attempts');
  const { reservedMicros, spentMicros } = yield* sumsOfDay(now);
  yield* all(
    `insert into budgets (id, limit_micros, reserved_micros, spent_micros) values (?, ?, ?, ?) on conflict (id) do nothing`,
    `day:${day}`,
    limit,
    reservedMicros,
    spentMicros,
  );
}

/** Reserved amount of a day's attempts, and the cost of accepted or given-up ones. */
export function* sumsOfDay(now: number): Steps<{ reservedMicros: number; spentMicros: number }> {
  const day = dayOf(now);
  const reserved = yield* one(
    `select coalesce(sum(reserved_micros), 0) as sum from attempts
     where reserved_on = ? and released_at is null and accepted_at is null and ended_at is null`,
    day,
  );
  const givenUp = yield* one(
    `select coalesce(sum(reserved_micros), 0) as sum from attempts
     where reserved_on = ? and released_at is null and accepted_at is null and ended_at is not null`,
    day,
  );
  const spent = yield* one(
    `select coalesce(sum(cost_micros - refund_micros), 0) as sum from operations where booked_on = ?`,
    day,
  );
  return { reservedMicros: Number(reserved?.sum), spentMicros: Number(spent?.sum) + Number(givenUp?.sum) };
}
