import { ProblemError } from '../problems/problem-error.ts';

/** Storyboards need six or seven levels. */
const MAX_DEPTH = 64;
/** Maximum values of one body: 5,000 shots with 100 each. A value needs far more memory than its bytes. */
const MAX_VALUES = 500_000;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Limits depth and number of values of a JSON text, on its bytes and before parsing. @throws ProblemError
 * `invalid-document`
 */
export function checkJsonSize(body: Buffer): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === QUOTE) {
      at = endOfString(body, at);
    } else if (byte === COMMA || OPENING.has(byte)) {
      values += 1;
      if (byte !== COMMA) depth += 1;
      if (depth > MAX_DEPTH || values > MAX_VALUES) throw tooLarge(depth);
    } else if (CLOSING.has(byte)) {
      depth -= 1;
    }
  }
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

function tooLarge(depth: number): ProblemError {
  const detail =
    depth > MAX_DEPTH
      ? `The body is nested deeper than ${MAX_DEPTH} levels; nothing was ordered. Remove what is nested so deep.`
      : `The body holds more than ${MAX_VALUES} values; nothing was ordered. Send it in several parts.`;
  return new ProblemError('invalid-document', { detail });
}
