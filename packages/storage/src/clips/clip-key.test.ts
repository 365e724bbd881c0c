import { expect, test } from 'vitest';
import { numberedKey, sidecarKey } from './clip-key.ts';

test('the sidecar has the name of its film', () => {
  expect(sidecarKey('影流/3/a.b.mp4')).toBe('影流/3/a.b.json');
});

test('the second film of a name gets a number', () => {
  expect([1, 2, 3].map((number) => numberedKey('a/b.mp4', number))).toEqual([
    'a/b.mp4',
    'a/b-2.mp4',
    'a/b-3.mp4',
  ]);
});
