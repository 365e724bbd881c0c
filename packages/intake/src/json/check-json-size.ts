/** Storyboards need six or seven levels. */
const MAX_DEPTH = 64;
/** Maximum values of one body: 5,000 shots with 100 each. A value needs far more memory than its bytes. */
const MAX_VALUES = 500_000;
/** Maximum different names of fields. Each new one costs the parser a hundred times a known one. */
const MAX_NAMES = 2_000;
/** Longer names are told apart by their beginning. */
const LONGEST_NAME = 64;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * What a JSON text has too much of: depth, values or names; null if all is well. Works on its bytes, before parsing.
 */
export function findExcess(body: Buffer): string | null {
  let depth = 0;
  let values = 1;
  const names = new Set<string>();
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === QUOTE) {
      const end = endOfString(body, at);
      if (isName(body, end)) names.add(body.toString('latin1', at + 1, Math.min(end, at + 1 + LONGEST_NAME)));
      if (names.size > MAX_NAMES) return TOO_MANY_NAMES;
      at = end;
    } else if (byte === COMMA || OPENING.has(byte)) {
      values += 1;
      if (byte !== COMMA) depth += 1;
      if (depth > MAX_DEPTH || values > MAX_VALUES) return depth > MAX_DEPTH ? TOO_DEEP : TOO_MANY_VALUES;
    } else if (CLOSING.has(byte)) {
      depth -= 1;
    }
  }
  return null;
}

/** Whether the string that ends here is the name of a field. */
function isName(body: Buffer, end: number): boolean {
  let next = end + 1;
  while (BLANKS.has(body[next] ?? 0)) next += 1;
  return body[next] === COLON;
}

/** End of the string that starts at `start`; the end of the body if it is unclosed. */
function endOfString(body: Buffer, start: number): number {
  let end = body.indexOf(QUOTE, start + 1);
  while (end >= 0 && isEscaped(body, end)) end = body.indexOf(QUOTE, end + 1);
  return end < 0 ? body.length : end;
}

function isEscaped(body: Buffer, at: number): boolean {
  let first = at;
  while (body[first - 1] === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}

const TOO_DEEP = `The body is nested deeper than ${MAX_DEPTH} levels; nothing was ordered. Remove what is nested so deep.`;
const TOO_MANY_VALUES = `The body holds more than ${MAX_VALUES} values; nothing was ordered. Send it in several parts.`;
const TOO_MANY_NAMES = `The body holds more than ${MAX_NAMES} different field names; nothing was ordered. Write lists where names count.`;
