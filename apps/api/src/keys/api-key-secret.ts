import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ApiKeyRecord } from '@cineflow/book';

/** A new key: 256 random bits, so its plain hash cannot be guessed back. */
export function newApiKey(): string {
  return `cf_${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a key. */
export function hashApiKey(key: string): string {
  return hash('sha256', key, 'hex');
}

/** The record of a key that is good. Every record is compared, and whole: the time taken tells nothing. */
export function matchApiKey(keys: readonly ApiKeyRecord[], given: string): ApiKeyRecord | null {
  const digest = hash('sha256', given, 'buffer');
  const matching = keys.filter(({ sha256 }) => timingSafeEqual(Buffer.from(sha256, 'hex'), digest));
  return matching.find(({ revokedAt }) => revokedAt === undefined) ?? null;
}
