import { randomBytes } from 'node:crypto';

/** A key prefix nobody else uses, as one cluster slot: `{t-3f9c0a1b}`. One per test file, or per test. */
export function testPrefix(): string {
  return `{t-${randomBytes(4).toString('hex')}}`;
}
