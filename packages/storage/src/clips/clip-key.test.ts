import { describe, expect, test } from 'vitest';
import { numberedKey, sidecarKey } from './clip-key.ts';

describe('keys beside a clip', () => {
  test('sidecarKey changes only the extension', () => {
    expect(sidecarKey('影流/3/a.b.mp4')).toBe('影流/3/a.b.json');
  });

  test('numberedKey numbers from the second clip on', () => {
    expect([1, 2, 3].map((number) => numberedKey('a/b.mp4', number))).toEqual([
      'a/b.mp4',
      'a/b-2.mp4',
      'a/b-3.mp4',
    ]);
  });
});
