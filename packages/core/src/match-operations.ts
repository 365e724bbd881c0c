import type { GenerationRequest, JsonValue } from './generation.ts';

/** A take whose create has no known outcome. Times in ms on the provider's clock. */
export interface UnconfirmedTake {
  takeId: string;
  request: GenerationRequest;
  /** No operation older than this can belong to the take. */
  sentAfter: number;
  /** True once nothing can still arrive at the provider, and what arrived is listed. */
  settled: boolean;
}

/** An operation the provider lists and no take owns. */
export interface UnboundOperation {
  operationId: string;
  createdAt?: number;
  prompt?: string;
  durationSeconds?: number;
  aspectRatio?: string;
  model?: string;
  /** Whether a picture or a clip went into it. */
  hasInputs?: boolean;
  /** Whatever a poll of it needs beside its id. */
  operationRef?: JsonValue;
}

/**
 * adopt: the operation is this take's · release: proved that none was made · wait: too early to tell, or, with
 * `suspects`, nothing but operations that nobody owns is in the way: a person can tell whose they are.
 */
export type Finding =
  | { kind: 'adopt'; takeId: string; operationId: string; operationRef?: JsonValue }
  | { kind: 'release'; takeId: string }
  | { kind: 'wait'; takeId: string; suspects?: string[] };

/**
 * Decides about unconfirmed takes from the provider's own list. Operations of equal content are
 * exchangeable, so they are counted, not told apart: of k takes and m unbound operations, m are bound.
 * A take is released only when it is settled, the list is complete, and nobody's operation is left over in
 * the time around it: a provider may cut, translate or rewrite what it lists, so one that cannot be
 * explained may be ours and paid, and then a person must look. An operation without a creation time or a
 * prompt proves nothing and is never adopted.
 */
export function matchOperations(
  takes: readonly UnconfirmedTake[],
  operations: readonly UnboundOperation[],
  listIsComplete: boolean,
): Finding[] {
  const free = operations.toSorted((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
  const left: UnconfirmedTake[] = [];
  const findings: Finding[] = [];
  // Who was sent first chooses first, and the oldest: else a later take of the same content, whose own operation is
  // not listed yet, would leave it with nothing, and it would be paid twice.
  for (const take of takes.toSorted((a, b) => a.sentAfter - b.sentAfter)) {
    const index = free.findIndex((operation) => isCandidate(operation, take));
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

function isCandidate(operation: UnboundOperation, { request, sentAfter }: UnconfirmedTake): boolean {
  const { createdAt, prompt, durationSeconds, aspectRatio, model, hasInputs } = operation;
  if (createdAt === undefined || createdAt < sentAfter) return false;
  if (prompt === undefined || condensed(prompt) !== condensed(request.prompt)) return false;
  return (
    isSame(durationSeconds, request.durationSeconds) &&
    isSame(aspectRatio, request.aspectRatio) &&
    isSame(model, request.model) &&
    // Providers host pictures again under addresses of their own: only "some" and "none" can be compared.
    isSame(hasInputs, request.inputs.length > 0)
  );
}

/** How far the clocks of a provider's web server and of its database may be apart, ms. */
const CLOCK_TOLERANCE_MS = 600_000;

function mayBeOurs({ createdAt }: UnboundOperation, { sentAfter }: UnconfirmedTake): boolean {
  return createdAt === undefined || createdAt >= sentAfter - CLOCK_TOLERANCE_MS;
}

/** What a provider does not echo cannot speak against a match. */
function isSame<T>(listed: T | undefined, asked: T): boolean {
  return listed === undefined || listed === asked;
}

/** Providers trim prompts and fold white space. */
function condensed(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(' ');
}
