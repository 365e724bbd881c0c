import { describe, expect, test } from 'vitest';
import type { MatrixPanel } from '../../generation.ts';
import { describePanels, matrixId } from './matrix.ts';

const MEI: MatrixPanel = { kind: 'character', name: '小美', sha256: 'a'.repeat(64) };
const HALL: MatrixPanel = { kind: 'scene', name: '走廊', sha256: 'b'.repeat(64) };

describe('a matrix', () => {
  test('keeps the id that paid clips are found by', () => {
    expect(matrixId('16:9', [MEI, HALL])).toBe(
      '246191e6b6df6ea342d795addb438d2064a51185d36b36bf182715abedb597b9',
    );
  });

  test('is another one in another order, shape or name', () => {
    const ids = [
      matrixId('16:9', [MEI, HALL]),
      matrixId('16:9', [HALL, MEI]),
      matrixId('9:16', [MEI, HALL]),
      matrixId('16:9', [{ ...MEI, name: 'Mei' }, HALL]),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is described panel by panel', () => {
    const nameless: MatrixPanel = { ...MEI, kind: 'picture', name: '' };
    expect(describePanels([MEI, HALL, nameless])).toBe(
      ' [Reference sheet, left to right, top to bottom: 1 character 小美, 2 scene 走廊, 3 picture]',
    );
  });
});
