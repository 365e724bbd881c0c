import type { BitWriter } from './bit-writer.ts';
import type { Picture } from './picture.ts';

/** What the neighbours need to know of a coded macroblock: the coefficient count that H.264 gives it. */
export const COEFFICIENTS = { none: 0, raw: 16 } as const;

const VERTICAL = 0;
const HORIZONTAL = 1;
const CHROMA_MODE = [2, 1] as const;
const RAW_TYPE = 25;

interface Plane {
  readonly samples: Uint8Array;
  readonly stride: number;
  readonly size: number;
}

/**
 * Writes one intra macroblock without loss: a copy of its left or upper neighbour's edge if exact, else raw samples.
 * Returns the coefficient count that later neighbours must assume for it.
 */
export function encodeMacroblock(
  writer: BitWriter,
  picture: Picture,
  position: { readonly column: number; readonly row: number; readonly typeOffset: number },
  neighbours: { readonly left: number | undefined; readonly above: number | undefined },
): number {
  const [luma, blue, red] = planesOf(picture);
  const { column, row } = position;
  const lumaMode = findMode([luma], column, row);
  const chromaMode = lumaMode === undefined ? undefined : findMode([blue, red], column, row);
  if (lumaMode === undefined || chromaMode === undefined) {
    writer.writeUnsigned(position.typeOffset + RAW_TYPE);
    writer.alignWithZeros();
    for (const plane of [luma, blue, red]) writeRaw(writer, plane, column, row);
    return COEFFICIENTS.raw;
  }
  writer.writeUnsigned(position.typeOffset + 1 + lumaMode);
  writer.writeUnsigned(CHROMA_MODE[lumaModeToIndex(chromaMode)]);
  writer.writeUnsigned(0); // no change of the quantiser
  writeNoCoefficients(writer, neighbours.left, neighbours.above);
  return COEFFICIENTS.none;
}

function planesOf(picture: Picture): readonly [Plane, Plane, Plane] {
  const stride = picture.columns * 16;
  return [
    { samples: picture.luma, stride, size: 16 },
    { samples: picture.blue, stride: stride / 2, size: 8 },
    { samples: picture.red, stride: stride / 2, size: 8 },
  ];
}

function lumaModeToIndex(mode: number): 0 | 1 {
  return mode === VERTICAL ? 0 : 1;
}

function findMode(planes: readonly Plane[], column: number, row: number): number | undefined {
  if (column > 0 && planes.every((plane) => repeatsLeft(plane, column, row))) return HORIZONTAL;
  if (row > 0 && planes.every((plane) => repeatsAbove(plane, column, row))) return VERTICAL;
  return undefined;
}

function repeatsLeft({ samples, stride, size }: Plane, column: number, row: number): boolean {
  for (let y = 0; y < size; y++) {
    const start = (row * size + y) * stride + column * size;
    const edge = samples[start - 1];
    for (let x = 0; x < size; x++) if (samples[start + x] !== edge) return false;
  }
  return true;
}

function repeatsAbove({ samples, stride, size }: Plane, column: number, row: number): boolean {
  const edge = (row * size - 1) * stride + column * size;
  for (let y = 1; y <= size; y++) {
    for (let x = 0; x < size; x++) if (samples[edge + y * stride + x] !== samples[edge + x]) return false;
  }
  return true;
}

function writeRaw(writer: BitWriter, { samples, stride, size }: Plane, column: number, row: number): void {
  for (let y = 0; y < size; y++) {
    const start = (row * size + y) * stride + column * size;
    writer.writeBytes(samples.subarray(start, start + size));
  }
}

/** The code for "no coefficients" depends on how many the neighbours have (H.264 table 9-5). */
function writeNoCoefficients(writer: BitWriter, left: number | undefined, above: number | undefined): void {
  const both = left !== undefined && above !== undefined;
  const expected = both ? (left + above + 1) >> 1 : (left ?? above ?? 0);
  if (expected >= 8) writer.writeBits(0b000011, 6);
  else writer.writeBits(1, 1);
}
