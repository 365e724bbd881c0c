import type { OpenAttempt } from '@cineflow/book';
import { unexplainedCharges } from '@cineflow/core';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { LIST_TIMEOUT_MS } from './listed-operations.ts';

/** Some providers answer their charge log 20 times in 20 minutes; refunds are read from it too. */
const PAUSE_MS = 60_000;
/** Clocks of both sides may differ by this, ms. */
const MARGIN_MS = 30_000;

/**
 * Tells a person what the charge log says of creates without an outcome, where the provider has no list. It releases
 * nothing: a charge names no prompt, and its absence proves nothing.
 */
export async function lookAtCharges(
  { book, log }: Pick<WorkerContext, 'book' | 'log'>,
  { provider, questions, charges: pace }: Pick<Account, 'provider' | 'questions' | 'charges'>,
  attempts: readonly OpenAttempt[],
): Promise<void> {
  if (attempts.length === 0 || !provider.chargeLog || performance.now() < pace.nextAt) return;
  if (!(await questions.mayAsk())) return;
  pace.nextAt = performance.now() + PAUSE_MS;
  const oldest = Math.min(...attempts.map(({ openedAt }) => openedAt)) - MARGIN_MS;
  const told = await provider.chargeLog(new Date(oldest), { timeoutMs: LIST_TIMEOUT_MS });
  if (told.kind === 'error') {
    await questions.heed(told);
    log.info({ providerId: provider.id, cause: told.message }, 'the charge log was not read');
    return;
  }
  const bought = await book.operations.bought({ providerId: provider.id, since: oldest });
  const open = attempts.filter(({ isCurrent }) => isCurrent);
  const before = new Map(pace.told);
  pace.told.clear();
  for (const { attemptId, takeId, number, openedAt } of open) {
    const count = unexplainedCharges(told.charges, bought, openedAt - MARGIN_MS);
    const detail = told.complete
      ? describe(count, open.length)
      : 'the charge log does not go back to this create';
    pace.told.set(attemptId, detail);
    if (before.get(attemptId) === detail) continue;
    await book.takes.record({ takeId, event: 'charges', detail: { attempt: number, detail } });
  }
}

function describe(count: number, open: number): string {
  if (count === 0) return 'the charge log has no charge since then that no take explains; it may be late';
  const charges = count === 1 ? '1 charge' : `${count} charges`;
  const creates = open === 1 ? 'this create has no outcome' : `${open} creates have no outcome`;
  return `the charge log has ${charges} since then that no take explains; ${creates}`;
}
