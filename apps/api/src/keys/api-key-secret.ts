import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ApiKeyRecord } from '@cineflow/book';

/** A new key of 256 random bits, so that a plain hash is safe. */
export function newApiKey(): string {
  return `cf_${randomBytes(32).toString('base64url')}`;
}

/** Hash of a key, as stored. */
export function hashApiKey(key: string): string {
  return hash('sha256', key, 'hex');
}

/** The matching record of a valid key. All records are compared in full, in constant time. */
export function matchApiKey(keys: readonly ApiKeyRecord[], given: string): ApiKeyRecord | null {
  const digest = hash('sha256', given, 'buffer');
  const matching = keys.filter(({ sha256 }) => timingSafeEqual(Buffer.from(sha256, 'hex'), digest));
  return matching.find(({ revokedAt }) => revokedAt === undefined) ?? null;
}
