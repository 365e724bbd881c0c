import { GLYPH_SIZE, readGlyph } from './glyphs.ts';
import type { Picture } from './picture.ts';

/** Draws one line of text in a whole-number scale (1 = 16 pixels high); what does not fit is cut off. */
export function drawText(
  picture: Picture,
  text: string,
  place: { readonly x: number; readonly y: number; readonly scale: number; readonly luma: number },
): void {
  let x = place.x;
  for (const character of text) {
    const glyph = readGlyph(character.codePointAt(0) ?? 0);
    for (let row = 0; row < GLYPH_SIZE; row++) {
      const bits = glyph.rows[row] ?? 0;
      if (bits !== 0) drawRow(picture, bits, { ...place, x, y: place.y + row * place.scale });
    }
    x += glyph.width * place.scale;
  }
}

/** Width of a line of text in pixels at scale 1. */
export function measureText(text: string): number {
  let width = 0;
  for (const character of text) width += readGlyph(character.codePointAt(0) ?? 0).width;
  return width;
}

/**
 * Breaks text into lines of at most `width` pixels at scale 1. Latin words stay whole where they fit, Chinese breaks
 * anywhere. Past `limit` lines the last one ends in an ellipsis.
 */
export function wrapText(text: string, width: number, limit: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of splitPieces(text, width)) {
    if (piece === '\n' || measureText(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    if (piece !== '\n' && (line !== '' || piece !== ' ')) line += piece;
    if (lines.length > limit) break;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  if (lines.length <= limit) return lines;
  const last = lines[limit - 1] ?? '';
  return [...lines.slice(0, limit - 1), `${last.slice(0, Math.max(0, last.length - 2))}…`];
}

function splitPieces(text: string, width: number): string[] {
  const words =
    text.replaceAll(/[^\S\n]+/g, ' ').match(/\n|[\u0021-\u024f]+ ?|.[，。！？；：、”’）》】]*/gsu) ?? [];
  return words.flatMap((word) => (measureText(word) > width ? Array.from(word) : [word]));
}

function drawRow(
  picture: Picture,
  bits: number,
  place: { readonly x: number; readonly y: number; readonly scale: number; readonly luma: number },
): void {
  const stride = picture.columns * 16;
  for (let column = 0; column < GLYPH_SIZE; column++) {
    const left = place.x + column * place.scale;
    if ((bits & (0x8000 >> column)) === 0 || left + place.scale > picture.width) continue;
    for (let y = place.y; y < Math.min(place.y + place.scale, picture.height); y++) {
      picture.luma.fill(place.luma, y * stride + left, y * stride + left + place.scale);
    }
  }
}
