import { type FontTables, readFont } from './read-font.ts';
import { readOutline, type Point } from './read-outline.ts';

export const GLYPH_SIZE = 16;

/** A character as 16 rows of bits (bit 15 is the left column) and the number of columns it takes. */
export interface Glyph {
  readonly rows: readonly number[];
  readonly width: number;
}

/** Drawn for every character that the font does not have. */
const MISSING: Glyph = {
  rows: Array.from({ length: GLYPH_SIZE }, (_, row) =>
    row < 2 || row > 13 ? 0 : row === 2 || row === 13 ? 0x7e00 : 0x4200,
  ),
  width: 8,
};

const CACHE_LIMIT = 8192;
const cache = new Map<number, Glyph>();
let font: FontTables | undefined;

/** Returns the bitmap of one character; never throws, an unknown character is a box. The font is read once, on first use. */
export function readGlyph(codePoint: number): Glyph {
  const known = cache.get(codePoint);
  if (known !== undefined) return known;
  font ??= readFont();
  const glyph = drawGlyph(font, codePoint);
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(codePoint, glyph);
  return glyph;
}

function drawGlyph(tables: FontTables, codePoint: number): Glyph {
  const index = findGlyphIndex(tables, codePoint);
  if (index === 0) return MISSING;
  const advance = tables.widths.readUInt16BE(Math.min(index, tables.widthCount - 1) * 4);
  const width = Math.min(GLYPH_SIZE, Math.round((advance * GLYPH_SIZE) / tables.unitsPerEm));
  const contours = readOutline(tables, index);
  if (contours === undefined) return MISSING;
  return { rows: fillOutline(contours, tables), width };
}

function findGlyphIndex({ ranges }: FontTables, codePoint: number): number {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return 0;
    if (codePoint < range[0]) high = middle - 1;
    else if (codePoint > range[1]) low = middle + 1;
    else return range[2] + codePoint - range[0];
  }
  return 0;
}

/** The face is made of squares, so asking for the middle of each pixel gives it back exactly. */
function fillOutline(contours: readonly (readonly Point[])[], tables: FontTables): number[] {
  const pixel = tables.unitsPerEm / GLYPH_SIZE;
  return Array.from({ length: GLYPH_SIZE }, (_, row) => {
    const y = tables.descent + (GLYPH_SIZE - row - 0.5) * pixel;
    const crossings = contours.flatMap((contour) => findCrossings(contour, y));
    let bits = 0;
    for (let column = 0; column < GLYPH_SIZE; column++) {
      const x = (column + 0.5) * pixel;
      const winding = crossings.reduce(
        (sum, crossing) => (crossing.x < x ? sum + crossing.direction : sum),
        0,
      );
      if (winding !== 0) bits |= 0x8000 >> column;
    }
    return bits;
  });
}

function findCrossings(contour: readonly Point[], y: number): { x: number; direction: number }[] {
  return contour.flatMap((from, index) => {
    const to = contour[(index + 1) % contour.length] ?? from;
    if (from.y > y === to.y > y) return [];
    const x = from.x + ((y - from.y) * (to.x - from.x)) / (to.y - from.y);
    return [{ x, direction: to.y > from.y ? 1 : -1 }];
  });
}
