import type { Refund } from '@cineflow/providers';
import { toCents } from '@cineflow/core';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { refundMicrosOf } from '../submit/cost-of.ts';

/** Operations per query. */
const MOST_AT_ONCE = 500;

type Booking = Pick<WorkerContext, 'money' | 'log'> & { book: Pick<WorkerContext['book'], 'operations'> };

/**
 * Books late refunds from a list, each once. Returns the total in micros. The takes are final, so convergence updates
 * Redis.
 */
export async function bookRefunds(
  context: Booking,
  { provider }: Pick<Account, 'provider'>,
  told: ReadonlyMap<string, Refund>,
): Promise<number> {
  const providerId = provider.id;
  const ids = [...told.keys()];
  let sum = 0;
  for (let start = 0; start < ids.length; start += MOST_AT_ONCE) {
    const operationIds = ids.slice(start, start + MOST_AT_ONCE);
    for (const known of await context.book.operations.costs({ providerId, operationIds })) {
      const { operationId, takeId, costMicros, refundMicros: before } = known;
      const refundMicros = refundMicrosOf(context, told.get(operationId));
      if (refundMicros === undefined || before >= costMicros) continue;
      if (refundMicros !== 'all' && refundMicros <= before) continue;
      const { refundedMicros } = await context.book.operations.refund({
        providerId,
        operationId,
        refundMicros,
      });
      sum += refundedMicros;
      const cents = toCents(refundedMicros);
      if (refundedMicros > 0)
        context.log.info({ takeId, operationId, cents }, 'the provider gave money back');
    }
  }
  return sum;
}
