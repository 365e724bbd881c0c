import { hash } from 'node:crypto';
import type { KeyClaim } from '@cineflow/book';

/** Builds the claim of one request. `scope` separates requests of different kinds. */
export function toKeyClaim(request: { scope: string; key: string; body: unknown; owner: string }): KeyClaim {
  const { scope, key, body, owner } = request;
  return {
    name: hash('sha256', `${scope}\n${key}`, 'hex'),
    body: hash('sha256', JSON.stringify(body ?? null), 'hex'),
    owner,
  };
}
