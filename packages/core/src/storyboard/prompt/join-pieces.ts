import type { PromptPiece } from './place-ids.ts';
import { isBlank } from './role-id.ts';

/** Joins pieces with exactly one space on each side of an id, none at the ends of the text. Line breaks stay. */
export function joinPieces(pieces: readonly PromptPiece[]): string {
  const trimmed = pieces.map((piece, at) => (piece.isId ? piece : trimBeside(pieces, at)));
  let joined = '';
  let previousIsId = false;
  for (const { text, isId } of trimmed) {
    if (text === '') continue;
    joined += joined !== '' && (isId || previousIsId) ? ` ${text}` : text;
    previousIsId = isId;
  }
  return joined;
}

function trimBeside(pieces: readonly PromptPiece[], at: number): PromptPiece {
  const text = pieces[at]?.text ?? '';
  let start = 0;
  let end = text.length;
  if (pieces[at - 1]?.isId) while (start < end && isBlank(text[start])) start += 1;
  if (pieces[at + 1]?.isId) while (end > start && isBlank(text[end - 1])) end -= 1;
  return { text: text.slice(start, end), isId: false };
}
