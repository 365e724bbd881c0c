const LATIN_ID = /[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*/y;
const ADDRESS_START = /[A-Za-z0-9._%+-]+@/y;
const ID_GOES_ON = /[.-]?[A-Za-z0-9_]/y;

/** True if the id continues at `at`, so it does not end there: `@alice` is not in `@alice2`. */
function goesOn(text: string, at: number, id: string): boolean {
  return /[A-Za-z0-9_]$/.test(id) && matchEnd(ID_GOES_ON, text, at) !== null;
}

/** End of the role id that starts with the `@` at `start`; null without one. */
export function endOfId(text: string, start: number, knownIds: readonly string[]): number | null {
  const known = knownIds.find((id) => text.startsWith(id, start) && !goesOn(text, start + id.length, id));
  if (known !== undefined) return start + known.length;
  return matchEnd(LATIN_ID, text, start + 1);
}

/** End of an address such as `a@b.com` that starts at `start`; null without one. */
export function endOfAddress(text: string, start: number): number | null {
  if (start > 0 && isAddressCode(text.charCodeAt(start - 1))) return null;
  if (!isAddressCode(text.charCodeAt(start))) return null;
  const host = matchEnd(ADDRESS_START, text, start);
  if (host === null || !/[A-Za-z0-9_]/.test(text.charAt(host - 2))) return null;
  return matchEnd(LATIN_ID, text, host);
}

/** End of a character's own id written after the name: `Alice@alice`, `Alice (@alice )`. `at` without one. */
export function skipOwnId(text: string, at: number, id: string | null): number {
  if (id === null) return at;
  const open = skipSpaces(text, at);
  const bracketed = text[open] === '(' || text[open] === '（';
  const start = bracketed ? skipSpaces(text, open + 1) : open;
  const end = start + id.length;
  if (!text.startsWith(id, start) || goesOn(text, end, id)) return at;
  if (!bracketed) return end;
  const close = skipSpaces(text, end);
  return text[close] === ')' || text[close] === '）' ? close + 1 : at;
}

/** The next position without a blank; line breaks are no blanks. */
export function skipSpaces(text: string, at: number): number {
  let next = at;
  while (isBlank(text[next])) next += 1;
  return next;
}

/** A space within a line, the ideographic one included. */
export function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\u3000' || character === '\u00A0';
}

function matchEnd(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function isAddressCode(code: number): boolean {
  if (code >= 97 && code <= 122) return true;
  if (code >= 65 && code <= 90) return true;
  if (code >= 48 && code <= 57) return true;
  // . _ % + -
  return code === 46 || code === 95 || code === 37 || code === 43 || code === 45;
}
