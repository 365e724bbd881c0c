import { randomBytes } from 'node:crypto';

/** A unique key prefix in one cluster slot: `{t-3f9c0a1b}`. One per test file, or per test. */
export function testPrefix(): string {
  return `{t-${randomBytes(4).toString('hex')}}`;
}
