import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canProveSameBytes, formatPartName, FREE_OWNER, hashKey, newOwner, parsePartName } from './part.ts';

describe('part names', () => {
  test('read back as written, and are short file names', () => {
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
    'clip.part',
    'clip.mp4',
    '.part',
    '0123456789abcdef.me.x..part',
    '0123456789abcdef.free.x..part.bak',
  ])('ignore the foreign file %s', (name) => expect(parsePartName(name)).toBeNull());

  test.each(['W/"weak"', '', `"${'x'.repeat(96)}"`])('leave out the validator %j', (validator) => {
    const name = { keyHash: hashKey('a'), owner: FREE_OWNER, validator };
    expect(parsePartName(formatPartName(name))).not.toHaveProperty('validator');
  });
});
