const OPENING = new Map([
  ['[', ']'],
  ['(', ')'],
  ['<', '>'],
  ['{', '}'],
  ['【', '】'],
  ['（', '）'],
  ['《', '》'],
  ['「', '」'],
]);
const CLOSING = new Map([...OPENING].map(([open, close]) => [close, open]));
const AROUND = new Set('"\'`“”‘’,，;；');

/**
 * The http(s) address in a pasted value; null without one.
 * Surrounding spaces, quotes and stray brackets and inner line breaks are removed, other inner spaces encoded. The
 * rest stays byte by byte: any change breaks a signed address.
 */
export function cleanImageUrl(text: string): string | null {
  const bare = stripAround(text);
  const unbroken = bare
    .split(/[\r\n\t]/u)
    .map((line) => line.trim())
    .join('');
  const candidates = [unbroken.replaceAll(/\s/gu, '%20'), unbroken.replaceAll(/\s/gu, '')];
  return candidates.find(isHttpUrl) ?? null;
}

function isHttpUrl(text: string): boolean {
  if (!text.isWellFormed() || !/^https?:\/\//iu.test(text)) return false;
  const url = URL.parse(text);
  return url !== null && url.hostname !== '';
}

/** A closing bracket at the end stays if the address opened it: `…/Name_(film)`. */
function stripAround(text: string): string {
  let start = 0;
  while (start < text.length && (isAround(text[start]) || OPENING.has(text[start] ?? ''))) start += 1;
  const surplus = surplusOf(text, start);
  let end = text.length;
  for (; end > start; end -= 1) {
    const last = text[end - 1] ?? '';
    if (OPENING.has(last) || isAround(last)) continue;
    const extra = surplus.get(last) ?? 0;
    if (extra <= 0) break;
    surplus.set(last, extra - 1);
  }
  return text.slice(start, end);
}

/** Surplus of each kind of closing bracket over the opening one. */
function surplusOf(text: string, start: number): Map<string, number> {
  const surplus = new Map<string, number>();
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const close = OPENING.get(character);
    if (close !== undefined) surplus.set(close, (surplus.get(close) ?? 0) - 1);
    if (CLOSING.has(character)) surplus.set(character, (surplus.get(character) ?? 0) + 1);
  }
  return surplus;
}

function isAround(character: string | undefined): boolean {
  return character !== undefined && (AROUND.has(character) || character.trim() === '');
}
