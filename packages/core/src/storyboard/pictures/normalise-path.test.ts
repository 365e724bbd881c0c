import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalisePath } from './normalise-path.ts';

describe('a path inside the folder of a document', () => {
  test.each([
    ['refs/mei.png', 'refs/mei.png'],
    ['./refs/mei.png', 'refs/mei.png'],
    ['refs\\mei.png', 'refs/mei.png'],
    ['.\\refs//./mei.png', 'refs/mei.png'],
    ['refs/e\u0301.png', 'refs/\u00E9.png'],
    [' a b/小美.png ', 'a b/小美.png'],
    ['a..b/..c.png', 'a..b/..c.png'],
  ])('%j becomes %j', (path, normal) => {
    expect(normalisePath(path)).toBe(normal);
  });

  test.each([
    ['/etc/passwd'],
    ['\\\\host\\share'],
    ['C:\\a.png'],
    ['c:a.png'],
    ['../a.png'],
    ['a/../b.png'],
    ['a\\..\\b'],
    [''],
    ['./'],
    ['a\u0000.png'],
    ['a\uD800.png'],
    ['x'.repeat(1_001)],
  ])('%j is none', (path) => {
    expect(normalisePath(path)).toBeNull();
  });

  test('stays as it is once it is normal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (path) => {
        const normal = normalisePath(path);
        expect(normal === null ? null : normalisePath(normal)).toBe(normal);
      }),
    );
  });
});
