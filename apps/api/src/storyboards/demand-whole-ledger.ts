import type { Context } from '../context.ts';
import type { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';

/**
 * From a loss of Redis until its ledger was compared with the journals, a take may look as if nothing had been sent for
 * it: nobody may stop or repeat it on the strength of that.
 * @throws ProblemError `not-ready`
 */
export async function demandWholeLedger({ ledger }: Pick<Context, 'ledger'>): Promise<void> {
  if (!(await ledger.epoch()).open) throw isCompared();
}

/** The ledger is being compared with the journals. */
export function isCompared(): ProblemError {
  return notReady(
    'Redis was started anew or lost data, and no worker has compared the ledger with the journals yet; ask once more.',
  );
}
