import type { GenerationRequest, JsonValue } from './generation.ts';

/** A take with an unknown create outcome. Times in ms on the provider's clock. */
export interface UnconfirmedTake {
  takeId: string;
  request: GenerationRequest;
  /** Older operations cannot belong to the take. */
  sentAfter: number;
  /** True once nothing can still arrive at the provider, and every arrival is listed. */
  settled: boolean;
}

/** An operation that the provider lists and no take owns. */
export interface UnboundOperation {
  operationId: string;
  createdAt?: number;
  prompt?: string;
  durationSeconds?: number;
  aspectRatio?: string;
  model?: string;
  /** Whether the request had a picture or a clip. */
  hasInputs?: boolean;
  /** Whether its render failed. */
  failed?: boolean;
  /** Data a poll needs besides the id. */
  operationRef?: JsonValue;
}

/**
 * adopt: the operation belongs to this take · release: proved that none was made · wait: too early to tell, or a
 * person has to judge the `suspects`, operations that no take owns.
 */
export type Finding =
  | { kind: 'adopt'; takeId: string; operationId: string; operationRef?: JsonValue }
  | { kind: 'release'; takeId: string }
  | { kind: 'wait'; takeId: string; suspects?: string[] };

/**
 * Resolves unconfirmed takes by the provider's own list. Operations of equal content are interchangeable, so they are
 * counted: of k takes and m unbound operations, m are bound.
 *
 * A take is released only if it is settled, the list complete and no unbound operation of that time left. Providers
 * cut, translate or rewrite prompts. So an unexplained operation may be ours and paid; a person must look. An
 * operation without a creation time or a prompt proves nothing and is never adopted.
 */
export function matchOperations(
  takes: readonly UnconfirmedTake[],
  operations: readonly UnboundOperation[],
  listIsComplete: boolean,
): Finding[] {
  // A take bound to a failed render is paid again, so one that may still succeed is bound first.
  const free = operations.toSorted(
    (a, b) =>
      Number(a.failed ?? false) - Number(b.failed ?? false) || (a.createdAt ?? 0) - (b.createdAt ?? 0),
  );
  // A failed render may be of an earlier create of the take, and its latest not listed yet.
  const isListed = ({ settled }: UnconfirmedTake): boolean => settled && listIsComplete;
  const left: UnconfirmedTake[] = [];
  const findings: Finding[] = [];
  // The earliest take gets the oldest operation. Otherwise a later take of equal content, not listed yet, would take
  // it. The earlier one would then be paid twice.
  for (const take of takes.toSorted((a, b) => a.sentAfter - b.sentAfter)) {
    const index = free.findIndex(
      (operation) => (!operation.failed || isListed(take)) && isCandidate(operation, take),
    );
    const [match] = index < 0 ? [] : free.splice(index, 1);
    if (match) {
      const { operationId, operationRef } = match;
      const ref = operationRef === undefined ? {} : { operationRef };
      findings.push({ kind: 'adopt', takeId: take.takeId, operationId, ...ref });
    } else left.push(take);
  }
  for (const take of left) {
    const alike = takes.filter(({ request }) => condensed(request.prompt) === condensed(take.request.prompt));
    const isKnown = alike.every(({ settled }) => settled) && listIsComplete;
    const suspects = free.filter((operation) => mayBeOurs(operation, take)).map((one) => one.operationId);
    if (!isKnown) findings.push({ kind: 'wait', takeId: take.takeId });
    else if (suspects.length > 0) findings.push({ kind: 'wait', takeId: take.takeId, suspects });
    else findings.push({ kind: 'release', takeId: take.takeId });
  }
  return findings;
}

/** Whether an operation may belong to a take: created since, and equal to its request as far as listed. */
export function isCandidate(
  operation: UnboundOperation,
  { request, sentAfter }: Pick<UnconfirmedTake, 'request' | 'sentAfter'>,
): boolean {
  const { createdAt, prompt, durationSeconds, aspectRatio, model, hasInputs } = operation;
  if (createdAt === undefined || createdAt < sentAfter) return false;
  if (prompt === undefined || condensed(prompt) !== condensed(request.prompt)) return false;
  return (
    isSame(durationSeconds, request.durationSeconds) &&
    isSame(aspectRatio, request.aspectRatio) &&
    isSame(model, request.model) &&
    // Providers host pictures under their own addresses, so only "some" and "none" can be compared.
    isSame(hasInputs, request.inputs.length > 0)
  );
}

/** Tolerated clock difference between a provider's web server and its database, ms. */
const CLOCK_TOLERANCE_MS = 600_000;

function mayBeOurs({ createdAt }: UnboundOperation, { sentAfter }: UnconfirmedTake): boolean {
  return createdAt === undefined || createdAt >= sentAfter - CLOCK_TOLERANCE_MS;
}

/** A value the provider does not echo never contradicts a match. */
function isSame<T>(listed: T | undefined, asked: T): boolean {
  return listed === undefined || listed === asked;
}

/** Providers trim prompts and fold white space. */
function condensed(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(' ');
}
