import { describe, expect, test } from 'vitest';
import { layOut } from './lay-out.ts';

describe('layOut', () => {
  test.each([
    [1, '16:9', 1, 1],
    [2, '16:9', 2, 1],
    [3, '16:9', 3, 1],
    [3, '1:1', 3, 1],
    [4, '16:9', 2, 2],
    [5, '16:9', 3, 2],
    [6, '16:9', 3, 2],
    [7, '16:9', 3, 3],
    [9, '16:9', 3, 3],
    [10, '16:9', 4, 3],
    [13, '16:9', 4, 4],
    [16, '16:9', 4, 4],
    [2, '9:16', 1, 2],
    [3, '9:16', 1, 3],
    [4, '9:16', 2, 2],
    [6, '9:16', 2, 3],
    [8, '9:16', 3, 3],
    [12, '9:16', 3, 4],
    [13, '9:16', 3, 5],
    [16, '9:16', 3, 6],
  ])('%i panels in %s: %i columns, %i rows', (count, ratio, columns, rows) => {
    expect(layOut(count, ratio)).toMatchObject({ columns, rows });
  });

  test.each([
    ['16:9', 2048, 1152],
    ['9:16', 1152, 2048],
    ['1:1', 2048, 2048],
    ['4:3', 2048, 1536],
    ['21:9', 2048, 878],
  ])('%s is %i x %i', (ratio, width, height) => {
    expect(layOut(3, ratio)).toMatchObject({ width, height });
  });

  const all = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9'].flatMap((ratio) =>
    Array.from({ length: 16 }, (_, index) => [index + 1, ratio] as const),
  );
  test.each(all)('%i cells in %s: equal, inside, with even gaps', (count, ratio) => {
    const { width, height, columns, cells } = layOut(count, ratio);
    expect(cells).toHaveLength(count);
    expect(new Set(cells.map((cell) => `${cell.width}x${cell.height}`)).size).toBe(1);
    for (const [index, cell] of cells.entries()) {
      const next = cells[index + 1];
      if (next !== undefined && next.top === cell.top) expect(next.left - cell.left - cell.width).toBe(16);
      const below = cells.find(({ top }) => top > cell.top);
      if (below !== undefined) expect(below.top - cell.top - cell.height).toBe(16);
      // Where a side cannot be divided evenly, a pixel or two go to the margins.
      expect(Math.min(cell.left, cell.top)).toBeGreaterThanOrEqual(16);
      expect(width - cell.left - cell.width).toBeGreaterThanOrEqual(16);
      expect(height - cell.top - cell.height).toBeGreaterThanOrEqual(16);
    }
    const last = cells.slice(Math.floor((count - 1) / columns) * columns);
    const right = width - last.at(-1)!.left - last.at(-1)!.width;
    expect(Math.abs(last[0]!.left - right)).toBeLessThanOrEqual(1);
  });

  test.each(['16x9', '', '0:9', '9:0', '9:1', '1:5', 'adaptive'])('refuses the ratio "%s"', (ratio) => {
    expect(() => layOut(3, ratio)).toThrow(RangeError);
  });
});
