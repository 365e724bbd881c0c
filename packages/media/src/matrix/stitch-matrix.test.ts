import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { jpeg, png, quadrants } from '../../test/make-file.ts';
import { orderPanels, type Panel, PictureError, stitchMatrix } from '../index.ts';
import { layOut } from './lay-out.ts';

const WIDE = { aspectRatio: '16:9' };

async function panels(count: number): Promise<Panel[]> {
  const bytes = await jpeg(quadrants(undefined, [320, 240]));
  const kinds = ['character', 'scene', 'prop'] as const;
  return Array.from({ length: count }, (_, index) => ({
    kind: kinds[index % 3]!,
    name: `小美${index}`,
    bytes,
  }));
}

async function plain(kind: Panel['kind'], background: string): Promise<Panel> {
  const picture = sharp({ create: { width: 200, height: 100, channels: 3, background } });
  return { kind, name: kind, bytes: await png(picture) };
}

describe('stitchMatrix', () => {
  test.each([1, 3, 5, 16])('draws %i panels, twice the same bytes', async (count) => {
    const given = await panels(count);
    const matrix = await stitchMatrix(given, WIDE);
    const { format, width, height } = await sharp(matrix.bytes).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 2048, height: 1152 });
    const { columns, rows } = layOut(count, '16:9');
    expect(matrix.layout).toEqual({ columns, rows });
    const again = await stitchMatrix(given, WIDE);
    expect(again.bytes.equals(matrix.bytes)).toBe(true);
  });

  test('shows characters, scenes and props from left to right, whole', async () => {
    const given = [
      await plain('prop', '#0000f0'),
      await plain('scene', '#00b000'),
      await plain('character', '#f00000'),
    ];
    const { bytes } = await stitchMatrix(given, WIDE);
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): number[] => {
      const start = (Math.floor(y) * info.width + Math.floor(x)) * info.channels;
      return [...data.subarray(start, start + 3)].map((value) => Math.round(value / 16));
    };
    const { cells } = layOut(3, '16:9');
    const middles = cells.map((cell) => at(cell.left + cell.width / 2, cell.top + (cell.height - 52) / 2));
    expect(middles).toEqual([
      [15, 0, 0],
      [0, 11, 0],
      [0, 0, 15],
    ]);
    // A picture twice as wide as high keeps white above and below.
    const [cell] = cells;
    expect(at(cell!.left + 20, cell!.top + 20)).toEqual([16, 16, 16]);
    expect(at(cell!.left + 4, cell!.top + (cell!.height - 52) / 2)).toEqual([15, 0, 0]);
    expect(at(cell!.left + cell!.width - 4, cell!.top + (cell!.height - 52) / 2)).toEqual([15, 0, 0]);
  });

  test('orders by kind and keeps the order within a kind', () => {
    const given = ['prop 1', 'character 1', 'scene 1', 'character 2', 'prop 2'];
    const ordered = orderPanels(given.map((name) => ({ kind: name.split(' ')[0] as Panel['kind'], name })));
    expect(ordered.map(({ name }) => name)).toEqual([
      'character 1',
      'character 2',
      'scene 1',
      'prop 1',
      'prop 2',
    ]);
  });

  test.each([0, 17])('refuses %i panels', async (count) => {
    await expect(stitchMatrix(await panels(count), WIDE)).rejects.toBeInstanceOf(RangeError);
  });

  test('refuses a panel that is not a picture', async () => {
    const given = [...(await panels(1)), { kind: 'prop', name: '红伞', bytes: Buffer.from('no') } as const];
    await expect(stitchMatrix(given, WIDE)).rejects.toBeInstanceOf(PictureError);
  });
});
