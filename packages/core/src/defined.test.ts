import { expect, test } from 'vitest';
import { defined } from './defined.ts';

test('leaves out undefined fields only', () => {
  const fields = { a: undefined as string | undefined, b: null, c: 0, d: '', e: false };
  expect(Object.keys(defined(fields))).toEqual(['b', 'c', 'd', 'e']);
  expect(fields).toHaveProperty('a');
});
