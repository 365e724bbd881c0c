import { all, lockTables, one, type SqlValue, type Steps } from '../sql/procedure.ts';

/** Sets the limit of a budget, after `blockTakes`. A first limit includes what its takes already cost. */
export function* limitBudget(
  budgetId: string,
  limit: number | null,
  whose: string,
  value: SqlValue,
): Steps<void> {
  if ((yield* changeLimit(budgetId, limit)) || limit === null) return;
  yield* openBudget(budgetId, limit, whose, value);
}

/** Changes the limit of a budget; false if it does not exist. */
export function* changeLimit(budgetId: string, limit: number | null): Steps<boolean> {
  const changed = yield* all(
    `update budgets set limit_micros = ? where id = ? returning id`,
    limit,
    budgetId,
  );
  return changed.length > 0;
}

/**
 * Waits for every change of a take and blocks the next ones. A step that may create a budget does so before its row
 * locks. A change that began before would be missing from the sums of the budget.
 */
export function* blockTakes(budgetId: string): Steps<void> {
  const known = yield* one(`select 1 as known from budgets where id = ?`, budgetId);
  if (known === undefined) yield* lockTables('exclusive', 'takes');
}

/** Creates a budget after `blockTakes`, with or without a limit. `whose` is the condition for its takes, with one parameter. */
export function* openBudget(
  budgetId: string,
  limit: number | null,
  whose: string,
  value: SqlValue,
): Steps<void> {
  const sum = yield* one(
    `select coalesce(sum(t.spent_micros), 0) as spent, coalesce(sum(t.reserved_micros), 0) as reserved
     from takes t where ${whose}`,
    value,
  );
  yield* all(
    `insert into budgets (id, limit_micros, reserved_micros, spent_micros) values (?, ?, ?, ?)
     on conflict (id) do update set limit_micros = excluded.limit_micros`,
    budgetId,
    limit,
    Number(sum?.reserved),
    Number(sum?.spent),
  );
}
