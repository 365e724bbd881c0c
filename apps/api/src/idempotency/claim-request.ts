import type { KeyClaim } from '@cineflow/book';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { repeatUnknown } from '../problems/repeat-unknown.ts';
import { toKeyClaim } from './key-claim.ts';

/** A request that may carry an Idempotency-Key. */
export interface KeyedRequest {
  /** Different callers may use the same key. */
  caller: Caller;
  headers: Readonly<Record<string, unknown>>;
  /** Method and path the key applies to. */
  scope: string;
  body: unknown;
  /** Unique id of this request. */
  owner: string;
}

/** go: process the request and store its answer under the claim, if any · replay: repeat this answer. */
export type Claimed = { kind: 'go'; claim?: KeyClaim } | { kind: 'replay'; answer: unknown };

/** A request without an answer for this long may be repeated; its own effect is refused from then on, ms. */
const BUSY_MS = 10_000;
const KEY = /^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/**
 * Claims the Idempotency-Key of a request; without a key every request is processed.
 * @throws ProblemError `key-in-progress`, `key-reused`, or `invalid-request` for an invalid key
 */
export async function claimRequest({ book }: Pick<Context, 'book'>, request: KeyedRequest): Promise<Claimed> {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return { kind: 'go' };
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new ProblemError('invalid-request', {
      detail: 'Idempotency-Key must be 1 to 255 printable ASCII characters.',
    });
  }
  const { caller, body, owner } = request;
  const scope = caller.name === undefined ? request.scope : `${caller.name} ${request.scope}`;
  const claim = toKeyClaim({ scope, key, body, owner });
  const reply = await repeatUnknown(() => book.idempotency.claim({ claim, busyMs: BUSY_MS }));
  switch (reply.verdict) {
    case 'go':
      return { kind: 'go', claim };
    case 'replay':
      return { kind: 'replay', answer: reply.answer };
    case 'busy':
      throw keyInProgress();
    case 'different':
      throw new ProblemError('key-reused', { detail: 'Take a new key for a new request.' });
  }
}

/** The request with this key is still running, or a later one took it over. */
export function keyInProgress(): ProblemError {
  return new ProblemError('key-in-progress', {
    detail: 'Ask again in a moment, with the same key and the same body.',
    headers: { 'retry-after': '1' },
  });
}
