import { cutText } from '@cineflow/core';
import type { Findings } from '../findings.ts';
import { findExcess } from './check-json-size.ts';
import { LineFinder } from './line-finder.ts';
import { findJson, type Span } from './find-json.ts';
import { JsonMender, UnmendableError } from './mend-json.ts';
import { parseStrictly, type StrictJson } from './read-strict-json.ts';

/** A text with more mends than that is something else. */
const MOST_MENDS = 50_000;

/**
 * Reads a text with JSON in it: strictly if that goes, else mended, with a note for each mend. Nothing is completed: a
 * text that was cut off is refused. Undefined after a problem. `isMeasured`: it was checked for too much already.
 */
export function readJson(text: string, findings: Findings, isMeasured = false): unknown {
  const excess = isMeasured ? null : findExcess(Buffer.from(text));
  if (excess !== null) return findings.problem('too-large', excess);
  const whole = parseStrictly(text);
  if (whole.ok) return unwrapText(whole.value, findings);
  if (whole.fault === 'invalid-document' || /constructor/u.test(whole.detail)) return refuse(whole, findings);
  const lines = readLines(text, findings);
  if (lines !== undefined) return lines;
  const span = findJson(text, findings);
  return span === null ? undefined : readSpan(text, span, findings);
}

function readSpan(text: string, { start, end }: Span, findings: Findings): unknown {
  const part = text.slice(0, end);
  const mender = new JsonMender(part, start);
  const lines = new LineFinder(text);
  try {
    const values = readValues(mender, part);
    const [first] = values;
    const json = values.length === 1 && first !== undefined ? first : `[${values.join(',')}]`;
    const parsed = parseStrictly(json);
    if (!parsed.ok) return refuse(parsed, findings);
    if (mender.mends.length > MOST_MENDS)
      return findings.problem('not-json', `the text needs ${mender.mends.length} mends to be JSON`);
    for (const { at, what, found, meant } of mender.mends)
      findings.note({
        code: 'text-mended',
        detail: what,
        place: lines.placeOf(at),
        asked: found,
        used: meant,
      });
    if (values.length > 1)
      findings.note({
        code: 'text-mended',
        detail: `${values.length} objects one after another are read as a list`,
      });
    return parsed.value;
  } catch (error) {
    if (!(error instanceof UnmendableError)) throw error;
    return refuseMend(text, error, lines.placeOf(error.at), findings);
  }
}

/** One value, or several objects one after another. */
function readValues(mender: JsonMender, text: string): string[] {
  const values: string[] = [];
  for (;;) {
    const { json, end } = mender.mend();
    values.push(json);
    const rest = text.slice(end).replace(/^[\s,，;；]+/u, '');
    if (rest === '') return values;
    if (!/^[{｛]/u.test(rest) || !json.startsWith('{'))
      throw new UnmendableError(
        'not-json',
        `more follows after the end of the JSON: ${cutText(rest, 40)}`,
        end,
      );
    mender.skipTo(text.length - rest.length);
  }
}

function refuseMend(
  text: string,
  { code, message, at }: UnmendableError,
  place: string,
  findings: Findings,
): undefined {
  const fix =
    code === 'truncated'
      ? 'Send the whole file again; nothing is completed by guess, because every shot costs money.'
      : 'Mend this place, or send the JSON as the program wrote it.';
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at + 60).split('\n', 1)[0] ?? '';
  return findings.problem(code, `the JSON cannot be read at ${place}: ${message}`, {
    fix,
    value: line.trim(),
  });
}

function refuse(read: Extract<StrictJson, { ok: false }>, findings: Findings): undefined {
  if (read.errors === undefined) return findings.problem('not-json', read.detail);
  for (const { pointer, code, detail, fix } of read.errors)
    findings.problem(code, detail, { pointer, ...(fix === undefined ? {} : { fix }) });
  return undefined;
}

/** Each line an object: JSON Lines. A last line that is cut off is no object, so the text is refused later. */
function readLines(text: string, findings: Findings): unknown[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < 2 || !lines.every((line) => /^\s*\{.*\}\s*,?\s*$/u.test(line))) return undefined;
  const values: unknown[] = [];
  for (const line of lines) {
    const read = parseStrictly(line.trim().replace(/,$/u, ''));
    if (!read.ok) return undefined;
    values.push(read.value);
  }
  findings.note({
    code: 'text-mended',
    detail: `${values.length} lines of JSON are read as one list (JSON Lines)`,
  });
  return values;
}

/** JSON inside of a JSON text, as some tools store it. */
function unwrapText(value: unknown, findings: Findings): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/u.test(value)) return value;
  const inner = parseStrictly(value);
  if (!inner.ok) return value;
  findings.note({
    code: 'text-mended',
    detail: 'the JSON stood in a text, with its quotes escaped; it is taken out',
  });
  return inner.value;
}
