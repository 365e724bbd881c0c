import type { Charge, Refund } from '@cineflow/providers';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { LIST_TIMEOUT_MS } from '../maintenance/listed-operations.ts';
import { bookRefunds } from './book-refunds.ts';
import { oneByOne } from '../maintenance/one-by-one.ts';

/** Time between two readings of a charge log: some providers answer it rarely. */
const PAUSE_MS = 60_000;
/** How far back it is read. */
const LOOK_BACK_MS = 24 * 3_600_000;

type Log = { kind: 'none' | 'not-asked' } | { kind: 'read'; refunds: Map<string, Refund> };

/** Refunds in the charge log of an account since a time. `none`: it has no log, or did not show it. */
export async function readChargedBack(
  { provider, questions }: Pick<Account, 'provider' | 'questions'>,
  sinceMs: number,
  patienceMs?: number,
): Promise<Log> {
  if (!provider.chargeLog) return { kind: 'none' };
  if (!(await questions.mayAsk(patienceMs))) return { kind: 'not-asked' };
  const told = await provider.chargeLog(new Date(sinceMs), { timeoutMs: LIST_TIMEOUT_MS });
  if (told.kind === 'error') await questions.heed(told);
  return told.kind === 'error' ? { kind: 'none' } : { kind: 'read', refunds: sumPerOperation(told.charges) };
}

/** An operation may be refunded in parts. */
function sumPerOperation(charges: readonly Charge[]): Map<string, Refund> {
  const sums = new Map<string, Exclude<Refund, 'all'>>();
  for (const { refundOf, amountMicros, currency } of charges) {
    if (refundOf === undefined) continue;
    const before = sums.get(refundOf)?.amountMicros ?? 0;
    sums.set(refundOf, { amountMicros: before + amountMicros, currency });
  }
  return sums;
}

/** Reads the charge logs of accounts with renders that failed without a word of a refund. */
export async function readRefunds(context: WorkerContext): Promise<void> {
  await oneByOne(context.accounts.values(), async (account) => {
    const { charges } = account;
    if (!charges.isDue || performance.now() < charges.nextAt) return;
    charges.nextAt = performance.now() + PAUSE_MS;
    const log = await readChargedBack(account, Date.now() - LOOK_BACK_MS);
    if (log.kind !== 'read') return;
    charges.isDue = false;
    await bookRefunds(context, account, log.refunds);
  });
}
