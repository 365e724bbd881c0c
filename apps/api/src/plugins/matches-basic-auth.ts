import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * True for an Authorization header with this user and password (RFC 7617, UTF-8). Compares digests, in constant time.
 */
export function matchesBasicAuth(
  header: string | undefined,
  expected: { user: string; password: { reveal(): string } },
): boolean {
  const encoded = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1];
  const given = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  return timingSafeEqual(digest(given), digest(`${expected.user}:${expected.password.reveal()}`));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
