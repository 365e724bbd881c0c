import type { PictureRole } from '../pictures/picture-roles.ts';
import { drawText, measureText } from './draw-text.ts';
import { GLYPH_SIZE } from './glyphs.ts';
import { type Colour, fillRectangle, type Picture } from './picture.ts';
import { cellSizeOf, type Thumbnail } from './thumbnail.ts';

/** A picture the client sent; without a thumbnail an empty frame stands for it. */
export interface ClipPicture {
  readonly role: PictureRole;
  readonly thumbnail: Thumbnail | undefined;
}

const MOST = 9;
/** On a macroblock's edge: what is raw there stays within few of them. */
const LEFT = 32;
const RIGHT_MARGIN = 24;
const GAP = 2;
const BORDER = 2;
const BORDER_COLOUR: Colour = { luma: 190, blue: 128, red: 128 };
const EMPTY: Colour = { luma: 24, blue: 128, red: 128 };
const TEXT_LUMA = 235;

/** Paints the first nine pictures in rows that end at `bottom`, each framed with its role. Returns their top. */
export function paintPictures(picture: Picture, shown: readonly ClipPicture[], bottom: number): number {
  const cell = cellSizeOf(shown.length);
  const columns = Math.floor((picture.width - LEFT - RIGHT_MARGIN) / cell);
  const first = shown.slice(0, MOST);
  const top = bottom - Math.ceil(first.length / columns) * cell;
  for (const [index, one] of first.entries()) {
    const left = LEFT + (index % columns) * cell;
    paintCell(picture, one, { left, top: top + Math.floor(index / columns) * cell, cell });
  }
  return top;
}

function paintCell(
  picture: Picture,
  { role, thumbnail }: ClipPicture,
  { left, top, cell }: { left: number; top: number; cell: number },
): void {
  const square = (inset: number) =>
    [left + inset, top + inset, left + cell - inset, top + cell - inset] as const;
  const inner = GAP + BORDER;
  fillRectangle(picture, square(GAP), BORDER_COLOUR);
  fillRectangle(picture, square(inner), EMPTY);
  if (thumbnail !== undefined) copyThumbnail(picture, thumbnail, { left: left + inner, top: top + inner });
  const [right, foot] = [left + inner + measureText(role) + 4, top + cell - inner];
  fillRectangle(picture, [left + inner, foot - GLYPH_SIZE, right, foot], EMPTY);
  drawText(picture, role, { x: left + inner + 2, y: foot - GLYPH_SIZE, scale: 1, luma: TEXT_LUMA });
}

function copyThumbnail(
  picture: Picture,
  { size, samples }: Thumbnail,
  { left, top }: { left: number; top: number },
): void {
  const stride = picture.columns * 16;
  const half = size / 2;
  copySquare(picture.luma, samples.subarray(0, size * size), { size, stride, at: top * stride + left });
  const at = (top / 2) * (stride / 2) + left / 2;
  const chroma = samples.subarray(size * size);
  copySquare(picture.blue, chroma.subarray(0, half * half), { size: half, stride: stride / 2, at });
  copySquare(picture.red, chroma.subarray(half * half), { size: half, stride: stride / 2, at });
}

function copySquare(
  plane: Uint8Array,
  samples: Uint8Array,
  { size, stride, at }: { size: number; stride: number; at: number },
): void {
  for (let y = 0; y < size; y++) plane.set(samples.subarray(y * size, (y + 1) * size), at + y * stride);
}
