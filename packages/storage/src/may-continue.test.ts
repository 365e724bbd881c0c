import { expect, test } from 'vitest';
import { CollectError, type CollectErrorKind } from './collect-error.ts';
import { mayContinue } from './may-continue.ts';

const PART = { sizeBytes: 10, totalBytes: 20, validator: '"one"' };
const failure = (kind: CollectErrorKind) => new CollectError(kind, 'failed');

test.each<[CollectErrorKind, boolean]>([
  ['cut', true],
  ['slow', true],
  ['network', true],
  ['aborted', true],
  ['wrong-content', false],
  ['too-large', false],
  ['storage-unavailable', false],
])('after %s: %s', (kind, expected) => {
  expect(mayContinue(failure(kind), PART, false)).toBe(expected);
});

test.each([
  ['without a validator', { sizeBytes: 10, totalBytes: 20 }],
  ['without a byte', { ...PART, sizeBytes: 0 }],
  ['with all bytes', { ...PART, sizeBytes: 20 }],
])('never %s', (_, part) => {
  expect(mayContinue(failure('cut'), part, false)).toBe(false);
});

test('never where the server has nothing more, and never after a fault that is not a download’s', () => {
  expect(mayContinue(failure('cut'), PART, true)).toBe(false);
  expect(mayContinue(new Error('ours'), PART, false)).toBe(false);
});
