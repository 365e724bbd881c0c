import type { Operation } from '../operations/operation.ts';
import type { Bill } from './bill.ts';

/** The bill as `GET /bill` answers it; times are ISO in UTC by the machine's real clock, money in cents. */
export function describeBill(
  bill: Bill,
  operations: readonly Operation[],
  inFlight: number,
): Record<string, unknown> {
  return {
    ...describeTotals(bill, inFlight),
    operations: operations.map((operation) => describeLine(operation)),
  };
}

/** The bill without its operations and samples. */
export function describeTotals(bill: Bill, inFlight: number): Record<string, unknown> {
  const refused = Object.values(bill.refusedByReason).reduce((sum, count) => sum + count, 0);
  return {
    since: new Date(bill.startedAt).toISOString(),
    creates: { received: bill.received, accepted: bill.accepted, refused, chargedCents: bill.chargedCents },
    refundedCents: bill.refundedCents,
    paidPerPrompt: describePrompts(bill.perPrompt),
    refusedByReason: bill.refusedByReason,
    inFlight,
    maxInFlight: bill.maxInFlight,
    requests: {
      polls: bill.polls,
      lists: bill.lists,
      downloads: bill.downloads,
      account: bill.account,
      maxAskedPerSecond: bill.maxAskedPerSecond,
    },
  };
}

function describePrompts(perPrompt: ReadonlyMap<string, number>): Record<string, unknown> {
  const counts = [...perPrompt];
  const repeated = counts.filter(([, count]) => count > 1).map(([prompt, count]) => ({ prompt, count }));
  return {
    prompts: counts.length,
    max: counts.reduce((max, [, count]) => Math.max(max, count), 0),
    repeated: repeated.sort((left, right) => right.count - left.count),
  };
}

function describeLine(operation: Operation): Record<string, unknown> {
  const { request } = operation;
  return {
    operationId: operation.id,
    number: operation.number,
    requestId: operation.requestId,
    prompt: request.prompt,
    request,
    pictures: operation.pictures,
    state: operation.state,
    chargedCents: operation.chargedCents,
    refundedCents: operation.refundedCents,
    acceptedAt: toIso(operation.acceptedAt),
    finishedAt: operation.finishedAt === null ? null : toIso(operation.finishedAt),
    createFault: operation.createFault,
    fault: operation.fault,
  };
}

function toIso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
