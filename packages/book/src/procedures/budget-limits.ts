import { all, one, type SqlValue, type Steps } from '../sql/procedure.ts';
import { OPEN } from './rows.ts';

/** Sets the limit of a budget. A first limit includes what its takes already cost. */
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

/** Creates a budget, with or without a limit. `whose` is the condition for its takes, with one parameter. */
export function* openBudget(
  budgetId: string,
  limit: number | null,
  whose: string,
  value: SqlValue,
): Steps<void> {
  // Lock open takes: a concurrent reservation would be missing from the sums.
  yield {
    text: `select count(*) as locked from (
      select t.id from takes t where ${whose} and t.state in ${OPEN} order by t.id for update of t) open`,
    values: [value],
    isForPostgres: true,
  };
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
