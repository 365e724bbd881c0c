/** What a line must not begin with. */
const CLOSING = /^[，。；：、）》！？…]/u;
/** A wide character, a run of others, or the space between. */
const PIECES = /[\u2E80-\uFFEF]|[^\s\u2E80-\uFFEF]+|\s+/gu;

/**
 * Columns of a text of ours: Chinese takes two a character, all else one.
 * The exact rules take longer to load than the whole help may take.
 */
export function widthOfHelp(text: string): number {
  let width = 0;
  for (const character of text) width += /[\u2E80-\uFFEF]/u.test(character) ? 2 : 1;
  return width;
}

/** Breaks lines at spaces, and between Chinese characters. */
export function wrapText(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  const lines = [''];
  for (const piece of joinClosing(line.match(PIECES) ?? [])) {
    const last = lines.at(-1) ?? '';
    if (widthOfHelp(last + piece) <= columns || last === '') lines[lines.length - 1] = last + piece;
    else lines.push(piece.trimStart());
  }
  return lines.map((one) => one.trimEnd()).join('\n');
}

/** Closing marks stay with what is before them. */
function joinClosing(pieces: readonly string[]): string[] {
  const joined: string[] = [];
  for (const piece of pieces) {
    if (CLOSING.test(piece) && joined.length > 0) joined[joined.length - 1] += piece;
    else joined.push(piece);
  }
  return joined;
}
