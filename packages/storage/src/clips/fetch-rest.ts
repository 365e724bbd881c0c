import { CollectError } from '../errors.ts';
import { dropLeftPart, returnLeftPart, type LeftPart } from '../objects/disk/left-part.ts';
import type { FetchClip, Incoming } from './clip-store.ts';
import { statusOf, toFetchError } from './failures.ts';
import type { Guard } from './guard.ts';

/** Where the bytes come from: a left part to continue, then the body with the rest. */
export interface Sources {
  left: LeftPart | null;
  incoming: Incoming | null;
}

const RANGE_NOT_SATISFIABLE = 416;

/**
 * Asks for the missing bytes. Drops a left part the answer does not continue exactly.
 * Gives it back without an answer.
 * @throws CollectError
 */
export async function fetchRest(fetch: FetchClip, left: LeftPart | null, guard: Guard): Promise<Sources> {
  if (left && left.sizeBytes === left.totalBytes) return { left, incoming: null };
  if (left) {
    const continued = await continueFrom(fetch, left, guard);
    if (continued?.offsetBytes === 0) {
      await dropLeftPart(left);
      return { left: null, incoming: continued };
    }
    if (continued) return { left, incoming: continued };
    await dropLeftPart(left);
  }
  const incoming = await callFetch(fetch, { offsetBytes: 0 }, guard);
  if (incoming.offsetBytes === 0) return { left: null, incoming };
  incoming.stream.destroy();
  throw new CollectError('network', 'The clip was sent from the middle although its start was asked for');
}

/** The answer to a range request; null when it neither begins at 0 nor fits. */
async function continueFrom(fetch: FetchClip, left: LeftPart, guard: Guard): Promise<Incoming | null> {
  try {
    const from = { offsetBytes: left.sizeBytes, validator: left.validator };
    const incoming = await callFetch(fetch, from, guard);
    if (incoming.offsetBytes === 0 || fits(incoming, left)) return incoming;
    incoming.stream.destroy();
    return null;
  } catch (error) {
    if (error instanceof CollectError && statusOf(error.cause) === RANGE_NOT_SATISFIABLE) return null;
    await returnLeftPart(left);
    throw error;
  }
}

function fits(incoming: Incoming, left: LeftPart): boolean {
  const totals = [incoming.totalBytes, left.totalBytes].filter((total) => total !== undefined);
  const sameTotal = new Set(totals).size <= 1;
  return incoming.offsetBytes === left.sizeBytes && incoming.validator === left.validator && sameTotal;
}

/** Calls fetch and gives up with the guard, even if fetch ignores the signal. */
async function callFetch(fetch: FetchClip, from: Parameters<FetchClip>[0], guard: Guard): Promise<Incoming> {
  guard.signal.throwIfAborted();
  const answer = fetch(from, guard.signal).then((incoming) => {
    // The stream may fail before it is read; its reader sees the error all the same.
    incoming.stream.on('error', () => undefined);
    return incoming;
  });
  try {
    return await Promise.race([answer, rejectWhenAborted(guard.signal)]);
  } catch (error) {
    answer.then(({ stream }) => stream.destroy()).catch(() => undefined);
    throw guard.signal.aborted ? guard.signal.reason : toFetchError(error);
  }
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as CollectError), { once: true });
  });
}
