import { fromOperation, isCandidate, matchOperations, type UnboundOperation } from '@cineflow/core';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { CLOCK_MARGIN_MS, redisTimeMs, unboundOf } from '../maintenance/listed-operations.ts';
import { readCostByList } from './cost-by-list.ts';
import { readList } from './read-list.ts';

const KNOWN_FROM_LIST = 'found in the provider’s list; the book was restored';

/**
 * Books operations from the provider's list that this copy of the book lacks. A queued take adopts one; a failed
 * render before a retry is booked as a second operation. Returns their number, and whether the list was complete.
 */
export async function adoptListed(
  context: WorkerContext,
  account: Account,
  takeIds: readonly string[],
): Promise<{ recorded: number; isComplete: boolean }> {
  const { provider } = account;
  if (!provider.listRecent || takeIds.length === 0) return { recorded: 0, isComplete: true };
  const takes = await context.book.takes.readMany({ takeIds: [...takeIds] });
  const skewMs = Date.now() - (await redisTimeMs(context.redis));
  const oldest = Math.min(...takes.map(({ createdAt }) => createdAt));
  const listed = await readList(account, new Date(oldest + skewMs - CLOCK_MARGIN_MS));
  if (listed === null) return { recorded: 0, isComplete: false };
  const offsetMs = listed.clockOffsetMs + skewMs;
  const operationIds = listed.operations.map(({ operationId }) => operationId);
  const bound = new Set(await context.book.operations.bound({ providerId: provider.id, operationIds }));
  const unbound = unboundOf(listed, bound);
  const owners = takes.map(({ takeId, request, createdAt, state, operationId }) => {
    const sentAfter = createdAt + offsetMs - CLOCK_MARGIN_MS;
    return { takeId, request, state, hasOperation: operationId !== undefined, settled: true, sentAfter };
  });
  const queued = owners.filter(({ state }) => state === 'queued');
  const owned = new Map<string, string>();
  for (const finding of matchOperations(queued, unbound, listed.complete)) {
    if (finding.kind === 'adopt') owned.set(finding.operationId, finding.takeId);
  }
  const adopters = new Set(owned.values());
  const costOf = await readCostByList(context, account);
  const costs = new Map(takes.map((take) => [take.takeId, costOf(take)]));
  let recorded = 0;
  const record = async (operation: UnboundOperation, takeId: string): Promise<void> => {
    const ids = fromOperation({ id: operation.operationId, ref: operation.operationRef });
    const detail = { operationId: ids.operationId, detail: KNOWN_FROM_LIST };
    await context.book.takes.accept({
      takeId,
      providerId: provider.id,
      ...ids,
      costMicros: costs.get(takeId),
      detail,
    });
    recorded += 1;
  };
  for (const operation of unbound) {
    const takeId = owned.get(operation.operationId);
    if (takeId !== undefined) await record(operation, takeId);
  }
  for (const operation of unbound.filter(({ operationId, failed }) => failed && !owned.has(operationId))) {
    const alike = owners.filter((take) => isCandidate(operation, take));
    // It may be what an unconfirmed take waits for: the reconcile decides.
    const isContested = alike.some(({ takeId, hasOperation }) => !hasOperation && !adopters.has(takeId));
    const [first] = alike;
    if (first !== undefined && !isContested) await record(operation, first.takeId);
  }
  return { recorded, isComplete: listed.complete };
}
