import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { cutBody } from './read-object.ts';

describe('cutBody', () => {
  test.each([
    [0, 1, 'a'],
    [0, 99, 'abcdefgh'],
    [2, 2, 'cd'],
    [3, 3, 'def'],
    [7, 9, 'h'],
    [9, 9, ''],
  ])('skips %i bytes and takes %i', async (skip, take, expected) => {
    const body = Readable.from(['abc', 'def', 'gh'].map((text) => Buffer.from(text)));
    expect((await buffer(Readable.from(cutBody(body, skip, take)))).toString()).toBe(expected);
    expect(body.destroyed || expected === '').toBe(true);
  });
});
