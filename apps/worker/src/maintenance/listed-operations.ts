import type { UnboundOperation } from '@cineflow/core';
import type { ListedOperation, RecentOperations, Refund } from '@cineflow/providers';

/** Longest wait for one page of a provider's list. */
export const LIST_TIMEOUT_MS = 15_000;
/** How far before its create an operation may be dated: the provider's clock may differ. */
export const CLOCK_MARGIN_MS = 60_000;
/** How far back the list is read, ms: an operation without an owner may be ours and prevents a release. */
const LOOK_BACK_MS = 660_000;

/** The clock that decides about money: that of Redis, in ms. */
export async function redisTimeMs(redis: { time(): Promise<unknown[]> }): Promise<number> {
  const [seconds = 0, microseconds = 0] = (await redis.time()).map(Number);
  return seconds * 1000 + Math.floor(microseconds / 1000);
}

/** The listed operations that no take owns yet. */
export function unboundOf(listed: RecentOperations, bound: ReadonlySet<string>): UnboundOperation[] {
  return listed.operations.filter(({ operationId }) => !bound.has(operationId)).map((one) => toUnbound(one));
}

/** Refunds found in a list. */
export function refundsIn({ operations }: RecentOperations): Map<string, Refund> {
  return new Map(
    operations.flatMap(({ operationId, refund }) =>
      refund === undefined ? [] : [[operationId, refund] as const],
    ),
  );
}

/** A listed operation with its time in ms. */
export function toUnbound({ createdAt, ...operation }: ListedOperation): UnboundOperation {
  return { ...operation, ...(createdAt === undefined ? {} : { createdAt: Date.parse(createdAt) }) };
}

/** Where the list may end that is read for these attempts; `skewMs` is our clock minus that of the attempts. */
export function windowStart(attempts: readonly { openedAt: number }[], skewMs: number): Date {
  return new Date(Math.min(...attempts.map(({ openedAt }) => openedAt)) + skewMs - LOOK_BACK_MS);
}
