import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canProveSameBytes, formatPartName, FREE_OWNER, hashKey, newOwner, parsePartName } from './part.ts';

test('every part name reads back as it was written, and is one short file name', () => {
  const facts = fc.record(
    { totalBytes: fc.integer({ min: 0, max: 1e12 }), validator: fc.string({ unit: 'binary' }) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.string(), fc.boolean(), facts, (key, free, { totalBytes, validator }) => {
      const name = {
        keyHash: hashKey(key),
        owner: free ? FREE_OWNER : newOwner(),
        ...(totalBytes !== undefined && { totalBytes }),
        ...(validator !== undefined && canProveSameBytes(validator) && { validator }),
      };
      const fileName = formatPartName(name);
      expect(fileName).toMatch(/^[\w.-]{1,255}$/);
      expect(parsePartName(fileName)).toEqual(name);
    }),
  );
});

test.each([
  'film.part',
  'film.mp4',
  '.part',
  '0123456789abcdef.me.x..part',
  '0123456789abcdef.free.x..part.bak',
])('the file %s is no part of ours', (name) => expect(parsePartName(name)).toBeNull());

test.each(['W/"weak"', '', `"${'x'.repeat(96)}"`])('the validator %j proves nothing', (validator) => {
  const name = { keyHash: hashKey('a'), owner: FREE_OWNER, validator };
  expect(parsePartName(formatPartName(name))).not.toHaveProperty('validator');
});
