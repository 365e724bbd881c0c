import { describe, expect, test } from 'vitest';
import { relocate } from './relocate.ts';

describe('a finding of an order', () => {
  test.each([
    ['/segments/1/resolution', '/rows/7/resolution'],
    ['/storyboard/segments/0', '/rows/6'],
    ['/segments/9/resolution', '/segments/9/resolution'],
    ['/metadata', '/metadata'],
  ])('at %s is told at %s', (pointer, told) => {
    expect(relocate({ pointer, places: [pointer] }, ['/rows/6', '/rows/7'])).toEqual({
      pointer: told,
      places: [told],
    });
  });

  test('stays where nothing moved', () => {
    expect(relocate({ pointer: '/segments/0' }, [])).toEqual({ pointer: '/segments/0' });
  });
});
