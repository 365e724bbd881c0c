import type { WorkerContext } from '../context.ts';
import type { OpenAttempt } from './submit-take.ts';

/**
 * Makes an attempt safe to send: its intent is in the journal of this worker and on the disk of Redis, and the
 * ledger still holds it. The look at the ledger comes last, so that a Redis that was rolled back or emptied in
 * between is noticed: either its rebuild finds the intent in the journal, or this look finds the attempt gone.
 * Answers null, or why nothing may be sent; it never throws.
 */
export async function armAttempt(attempt: OpenAttempt): Promise<string | null> {
  const { context, account, take, holder, number, begunAt } = attempt;
  try {
    const [isDurable] = await Promise.all([
      isOnDisk(context),
      context.journal.append({
        kind: 'intent',
        at: begunAt,
        provider: account.provider.id,
        take,
        attempt: number,
        holder,
      }),
    ]);
    if (!isDurable) return 'Redis did not prove that the intent is on its disk';
    return (await account.ledger.holds({ take, holder })) ? null : 'the ledger no longer holds this attempt';
  } catch (error) {
    context.log.error({ err: error, take }, 'the intent cannot be made safe; nothing is sent');
    return `the intent cannot be made safe: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function isOnDisk({ durability, proveDurable }: WorkerContext): Promise<boolean> | boolean {
  return durability.kind === 'proof' ? proveDurable() : true;
}
