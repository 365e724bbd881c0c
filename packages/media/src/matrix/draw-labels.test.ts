import { describe, expect, test } from 'vitest';
import { drawLabels, type Label } from './draw-labels.ts';

const BAR = { width: 640, height: 52 };
/** Our fonts have no glyph for it, so that its box is drawn. */
const MISSING = '𠮷';

async function draw(name: string, kind: Label['kind'] = 'character'): Promise<Buffer> {
  const [label] = await drawLabels([{ kind, name }], BAR);
  return label!;
}

/** Columns from left to right that hold something bright. */
function inkColumns(pixels: Buffer, { width, height } = BAR): number[] {
  return Array.from({ length: width }, (_, x) => x).filter((x) =>
    Array.from({ length: height }, (_, y) => pixels[(y * width + x) * 4 + 1] ?? 0).some(
      (green) => green > 180,
    ),
  );
}

describe('drawLabels', () => {
  test.each('小美雨夜便利店龍門客栈饕餮鼎かカéñЖ한'.split(''))('has a glyph for %s', async (letter) => {
    const [drawn, box] = [await draw(letter), await draw(MISSING)];
    expect(inkColumns(drawn).length).toBeGreaterThan(inkColumns(await draw('')).length);
    expect(drawn.equals(box)).toBe(false);
  });

  test.each(['character', 'scene', 'prop'] as const)('titles a %s in Chinese and English', async (kind) => {
    const plain = await draw('', kind);
    expect(inkColumns(plain).length).toBeGreaterThan(90);
  });

  test('draws the same whatever was drawn before', async () => {
    const before = await draw('小美');
    await draw('龍門客棧 한국 Ж');
    expect((await draw('小美')).equals(before)).toBe(true);
  });

  test('cuts a long name inside the bar, with an ellipsis', async () => {
    const long = await draw('欧阳娜娜的外婆和她的三只猫咪们在院子里晒太阳喝茶聊天看电视'.repeat(3));
    const columns = inkColumns(long);
    expect(columns.at(-1)).toBeLessThan(BAR.width - 13);
    expect(columns.at(-1)).toBeGreaterThan(BAR.width - 70);
    // Three dots: columns of little ink, at one height.
    const inEllipsis = columns.slice(-4).map((x) => inkOf(long, x));
    expect(Math.max(...inEllipsis)).toBeLessThan(6);
  });

  test('keeps a short name where the bar is narrow, without its English title', async () => {
    const narrow = { width: 160, height: 52 };
    const names = ['小美', '小明', ''];
    const drawn = await drawLabels(
      names.map((name) => ({ kind: 'character', name })),
      narrow,
    );
    expect(drawn[0]!.equals(drawn[1]!)).toBe(false);
    const reach = inkColumns(drawn[0]!, narrow).at(-1);
    expect(reach).toBeLessThan(narrow.width - 13);
  });

  test('all labels have the size in which the longest fits', async () => {
    const [alone] = await drawLabels([{ kind: 'character', name: '小美' }], BAR);
    const [beside] = await drawLabels(
      [
        { kind: 'character', name: '小美' },
        { kind: 'character', name: '小美小美小美小美小美小美小美小美' },
      ],
      BAR,
    );
    expect(inkColumns(beside!).at(-1)).toBeLessThan(inkColumns(alone!).at(-1)!);
  });

  test('takes control characters and line breaks out of a name', async () => {
    expect((await draw(' 小\u202e\n美\u0000 ')).equals(await draw('小 美'))).toBe(true);
  });
});

function inkOf(pixels: Buffer, x: number): number {
  const column = Array.from({ length: BAR.height }, (_, y) => pixels[(y * BAR.width + x) * 4 + 1] ?? 0);
  return column.filter((green) => green > 180).length;
}
