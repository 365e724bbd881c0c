import { hash } from 'node:crypto';
import { laneKey } from '@cineflow/limiter';
import type { Redis } from 'ioredis';
import { claimKey } from './scripts.ts';

/** A key a client gave, what it asked for with it, and the one request that holds it. */
export interface KeyClaim {
  /** Hash of the key: keys may be long, and hold anything. */
  name: string;
  /** Hash of the request. */
  body: string;
  owner: string;
}

/** What a script is told to keep in the same step as its effect. */
export interface KeptAnswer {
  claim: KeyClaim;
  answer: unknown;
}

/** go: do it · barrier: Redis may have forgotten the key · replay: it was done, this was answered · busy: another request does it · different: the key is used. */
export type ClaimReply =
  | { verdict: 'go' | 'busy' | 'different' | 'barrier' }
  | { verdict: 'replay'; answer: string };

/** A request that has given no answer for so long may be repeated; its own effect is refused from then on, ms. */
const BUSY_MS = 10_000;

/** Makes the claim of one request. `scope` keeps requests of different kinds apart. */
export function toKeyClaim(request: { scope: string; key: string; body: unknown; owner: string }): KeyClaim {
  const { scope, key, body, owner } = request;
  return {
    name: hash('sha256', `${scope}\n${key}`, 'hex'),
    body: hash('sha256', JSON.stringify(body ?? null), 'hex'),
    owner,
  };
}

interface ClaimOptions {
  request: KeyClaim;
  busyMs?: number | undefined;
  /** A journal tells of the request; the barrier does not hold it up. */
  isRestored?: boolean;
}

/** Claims a key for one request; after `busyMs` without an answer another one may take it over. */
export async function claim(
  redis: Redis,
  prefix: string,
  { request, busyMs = BUSY_MS, isRestored = false }: ClaimOptions,
): Promise<ClaimReply> {
  const args = [request.name, request.body, request.owner, busyMs, isRestored ? 1 : 0];
  return claimKey(redis, [prefix, laneKey(prefix, 'none')], args);
}

/** The three arguments by which a script keeps an answer; all empty for a request without a key. */
export function keptArguments(kept: KeptAnswer | undefined): [string, string, string] {
  return kept ? [kept.claim.name, kept.claim.owner, JSON.stringify(kept.answer)] : ['', '', ''];
}
