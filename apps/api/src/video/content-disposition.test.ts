import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentDisposition } from './content-disposition.ts';

test('encodes a Chinese name for old and new clients', () => {
  expect(contentDisposition('雨夜\'s "cut" 1.mp4')).toBe(
    `inline; filename="__'s _cut_ 1.mp4"; filename*=UTF-8''%E9%9B%A8%E5%A4%9C%27s%20%22cut%22%201.mp4`,
  );
});

test('no name breaks out of the header', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(contentDisposition(name)).toMatch(
        /^inline; filename="[^"\\\r\n]*"; filename\*=UTF-8''[\w%.!~*-]*$/,
      );
    }),
  );
});
