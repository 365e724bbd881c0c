import { MEANT } from './explain-json.ts';

/** One mend, at an offset of the text. */
export interface Mend {
  at: number;
  what: string;
  found: string;
  meant: string;
}

/** Kinds of quotes that can close what one of them opened. */
const CLOSING: readonly [opening: string, closing: string][] = [
  ['"', '"'],
  ['“„‟”', '”“'],
  ['＂', '＂'],
  ["'", "'"],
  ['‘’', '’‘'],
  ['`', '`'],
  ['＇', '＇'],
  ['«', '»'],
  ['「', '」'],
];
const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
  "'": "'",
};
/** How far the next name is looked for. */
const LOOK_AHEAD = 200;

interface Quoted {
  value: string;
  end: number;
  mends: Mend[];
}

/** Whether JSON may go on with this character after a string. */
export function isStructural(character: string): boolean {
  return character !== '' && ',:}]'.includes(character);
}

/**
 * Reads a quoted text that may hold its own quotes. It ends at the first quote that JSON can go on from. `open`: it
 * does not end. `unclear`: its inner quotes do not pair, so the end may be that of another text.
 */
export function readQuoted(
  text: string,
  start: number,
  role: 'name' | 'value' | 'item',
): Quoted | 'open' | 'unclear' {
  const opening = text.charAt(start);
  const closing = CLOSING.find(([quotes]) => quotes.includes(opening))?.[1] ?? opening;
  const mends: Mend[] = [];
  const parts: string[] = [];
  let inner = 0;
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') {
      const { value, length } = readEscape(text, at, mends);
      parts.push(value);
      at += length - 1;
    } else if (closing.includes(character) && endsHere(text, at, role)) {
      break;
    } else {
      if (closing.includes(character)) inner += 1;
      if (character < ' ' && mends.length < 5)
        mends.push({ at, what: 'a line break or tab inside of quotes is kept', found: '', meant: '' });
      parts.push(character);
    }
  }
  if (at >= text.length) return 'open';
  const value = parts.join('');
  const isApostrophe = "'’‘＇`".includes(closing.charAt(0));
  if (inner > 0 && !isApostrophe && closing.length === 1 && inner % 2 !== 0) return 'unclear';
  if (inner > 0 && /["“”]\s*[:：]\s*["“\d[{]/u.test(value)) return 'unclear';
  if (opening !== '"')
    mends.unshift({ at: start, what: `${opening} is read as "`, found: opening, meant: '"' });
  if (inner > 0)
    mends.push({
      at: start,
      what: 'quotes inside of a text are kept as part of it',
      found: value,
      meant: JSON.stringify(value),
    });
  return { value, end: at + 1, mends };
}

/** Whether JSON goes on after this quote. After a name comes a colon, else a comma that leads on or a bracket. */
function endsHere(text: string, at: number, role: 'name' | 'value' | 'item'): boolean {
  const next = skipSpace(text, at + 1);
  const character = text.charAt(next);
  const sign = MEANT.get(character) ?? character;
  if (next >= text.length) return true;
  if (role === 'name') return sign === ':';
  if (sign === '}' || sign === ']' || character === '/' || character === '#') return true;
  // A line ends, and another quote follows: only the comma is missing.
  if (sign === '"')
    return text.slice(at + 1, next).includes('\n') && (role === 'item' || leadsToName(text, next));
  if (sign !== ',') return false;
  const after = skipSpace(text, next + 1);
  if (role === 'item') return true;
  return leadsToName(text, after);
}

/** Whether a name and its colon, a bracket or the end follow. */
function leadsToName(text: string, at: number): boolean {
  const rest = text.slice(at, at + LOOK_AHEAD);
  if (rest === '' || /^[}\]｝］】,，/#]/u.test(rest)) return true;
  return /^(?:["“”„＂'‘’`＇「«][^"“”＂\n]{0,150}["“”＂'‘’`＇」»]|[\p{L}_$][\p{L}\p{N}_$-]{0,100})\s*[:：]/u.test(
    rest,
  );
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (next < text.length && /\s/u.test(text.charAt(next))) next += 1;
  return next;
}

function readEscape(text: string, at: number, mends: Mend[]): { value: string; length: number } {
  const letter = text.charAt(at + 1);
  const known = ESCAPES[letter];
  if (known !== undefined) return { value: known, length: 2 };
  const code = letter === 'u' ? /^[\da-f]{4}/iu.exec(text.slice(at + 2, at + 6))?.[0] : undefined;
  if (code !== undefined) return { value: String.fromCharCode(Number.parseInt(code, 16)), length: 6 };
  mends.push({
    at,
    what: 'a backslash that escapes nothing is kept',
    found: text.slice(at, at + 2),
    meant: `\\\\${letter}`,
  });
  return { value: '\\', length: 1 };
}
