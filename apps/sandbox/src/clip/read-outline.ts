import type { FontTables } from './read-font.ts';

/** A corner of an outline, in font units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const SHORT_X = 2;
const SHORT_Y = 4;
const REPEAT = 8;
const SAME_X = 16;
const SAME_Y = 32;

/** Reads the closed contours of a simple glyph, curves taken as straight; undefined for a composite one. */
export function readOutline(tables: FontTables, index: number): Point[][] | undefined {
  const start = readLocation(tables, index);
  if (readLocation(tables, index + 1) === start) return [];
  const data = tables.outlines;
  const contourCount = data.readInt16BE(start);
  if (contourCount < 0) return undefined;
  const ends = Array.from({ length: contourCount }, (_, contour) =>
    data.readUInt16BE(start + 10 + contour * 2),
  );
  const pointCount = (ends.at(-1) ?? -1) + 1;
  const instructions = start + 10 + contourCount * 2;
  const { flags, next } = readFlags(data, instructions + 2 + data.readUInt16BE(instructions), pointCount);
  const xs = readCoordinates(data, next, flags, [SHORT_X, SAME_X]);
  const ys = readCoordinates(data, xs.next, flags, [SHORT_Y, SAME_Y]);
  const points = xs.values.map((x, point) => ({ x, y: ys.values[point] ?? 0 }));
  return ends.map((end, contour) => points.slice(contour === 0 ? 0 : (ends[contour - 1] ?? 0) + 1, end + 1));
}

function readLocation({ locations, longLocations }: FontTables, index: number): number {
  return longLocations ? locations.readUInt32BE(index * 4) : locations.readUInt16BE(index * 2) * 2;
}

function readFlags(data: Buffer, start: number, count: number): { flags: number[]; next: number } {
  const flags: number[] = [];
  let next = start;
  while (flags.length < count) {
    const flag = data.readUInt8(next++);
    const times = (flag & REPEAT) === 0 ? 1 : 1 + data.readUInt8(next++);
    for (let repeat = 0; repeat < times; repeat++) flags.push(flag);
  }
  return { flags, next };
}

function readCoordinates(
  data: Buffer,
  start: number,
  flags: readonly number[],
  [short, same]: readonly [number, number],
): { values: number[]; next: number } {
  let next = start;
  let value = 0;
  const values = flags.map((flag) => {
    if ((flag & short) !== 0) value += (flag & same) === 0 ? -data.readUInt8(next++) : data.readUInt8(next++);
    else if ((flag & same) === 0) {
      value += data.readInt16BE(next);
      next += 2;
    }
    return value;
  });
  return { values, next };
}
