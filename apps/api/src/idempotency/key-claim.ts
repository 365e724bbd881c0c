import { hash } from 'node:crypto';
import type { KeyClaim } from '@cineflow/book';

/** Makes the claim of one request. `scope` keeps requests of different kinds apart. */
export function toKeyClaim(request: { scope: string; key: string; body: unknown; owner: string }): KeyClaim {
  const { scope, key, body, owner } = request;
  return {
    name: hash('sha256', `${scope}\n${key}`, 'hex'),
    body: hash('sha256', JSON.stringify(body ?? null), 'hex'),
    owner,
  };
}
