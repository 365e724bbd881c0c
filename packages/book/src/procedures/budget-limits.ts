import { all, lock, one, type SqlValue, type Steps } from '../sql/procedure.ts';
import { OPEN } from './rows.ts';

/** Sets the limit of a budget; one that never had a limit begins with what its takes have cost already. */
export function* limitBudget(
  budgetId: string,
  limit: number | null,
  whose: string,
  value: SqlValue,
): Steps<void> {
  if ((yield* changeLimit(budgetId, limit)) || limit === null) return;
  yield* openBudget(budgetId, limit, whose, value);
}

/** Changes the limit of a budget; false where there is none of this id. */
export function* changeLimit(budgetId: string, limit: number | null): Steps<boolean> {
  const changed = yield* all(
    `update budgets set limit_micros = ? where id = ? returning id`,
    limit,
    budgetId,
  );
  return changed.length > 0;
}

/** Begins a budget, with a limit or only to be counted; `whose` is the condition for its takes, of one value. */
export function* openBudget(
  budgetId: string,
  limit: number | null,
  whose: string,
  value: SqlValue,
): Steps<void> {
  // Open takes wait meanwhile: what they set aside now would be in no row.
  yield* lock('t', `select t.id from takes t where ${whose} and t.state in ${OPEN} order by t.id`, value);
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
