import { isUtf8 } from 'node:buffer';

const SAVE = 'Save the file as UTF-8 and send it again; nothing was ordered.';
const FENCE = 'The body is a text with JSON in it. Send only the part between the two lines of ```.';
const LINES =
  'More follows after the end of the JSON. If each line is a shot (JSON Lines), put them into {"segments": [ … ]} ' +
  'with commas between.';
const TABLE =
  'The body looks like a table (CSV). Send JSON: {"segments": [{"segment_index": 1, "prompt_text": "…"}]}.';

/** Characters of input methods and word processors, and their JSON equivalents. */
export const MEANT: ReadonlyMap<string, string> = new Map([
  ...pairs("“”„‟＂«»「」'‘’＇`", '"'),
  ...pairs('：', ':'),
  ...pairs('，、；;', ','),
  ...pairs('｛', '{'),
  ...pairs('｝', '}'),
  ...pairs('［【', '['),
  ...pairs('］】', ']'),
]);
const JSON_WORDS = new Set(['true', 'false', 'null']);
export const NOT_JSON: ReadonlyMap<string, string> = new Map([
  ['None', 'null'],
  ['undefined', 'null'],
  ['True', 'true'],
  ['False', 'false'],
  ['NaN', 'null'],
  ['Infinity', 'null'],
]);

/** Error text for a body in a wrong encoding, with a fix; null for UTF-8. */
export function explainEncoding(body: Buffer): string | null {
  const [first, second] = body;
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (hasMark || body.subarray(0, 64).includes(0)) {
    return `The body is UTF-16 (Windows calls it Unicode), not UTF-8. ${SAVE}`;
  }
  if (isUtf8(body)) return null;
  const name = isGbk(body) ? 'It looks like GBK (Windows calls it ANSI). ' : '';
  return `The body is not UTF-8, so its text cannot be read. ${name}${SAVE}`;
}

/** Error text for invalid JSON, with line and fix. `message` is that of JSON.parse. */
export function explainSyntax(text: string, message: string): string {
  const start = text.trimStart();
  if (start === '') return 'The body is empty. Send the storyboard as JSON.';
  if (start.startsWith('```')) return FENCE;
  if (!/^[[{"“'‘｛【\d-]/u.test(start)) return explainOther(start);
  const slip = findSlip(text);
  if (slip !== null) return `The body is not valid JSON: ${slip.what} ${whereIs(text, slip.at)}. ${slip.fix}`;
  if (/after JSON/u.test(message)) return `${LINES} ${lineOf(message)}`.trim();
  if (/end of JSON|Unterminated/u.test(message)) {
    return `The body is not valid JSON: it ends too early. A quote or a bracket is missing, or the file was cut off.`;
  }
  if (/control character/u.test(message)) {
    return `The body is not valid JSON: a line break or tab inside of quotes ${lineOf(message)}. Write \\n or \\t.`;
  }
  return `The body is not valid JSON ${lineOf(message)}`.trim();
}

/** Text of a model, a web page or a table. */
function explainOther(start: string): string {
  if (start.includes('```')) return FENCE;
  if (start.startsWith('<')) return 'The body is a web page or XML. Send JSON.';
  const [line = ''] = start.slice(0, 2_000).split('\n', 1);
  if (/[,，\t;]/u.test(line) && !/[{[]/u.test(line)) return TABLE;
  return 'The body does not begin with { as JSON does. Send only the JSON, without any text around it.';
}

interface Slip {
  at: number;
  what: string;
  fix: string;
}

const WORD = /[A-Za-z_\p{Script=Han}][\w\p{Script=Han}]*/uy;
const PART = /[\s\d{}[\]:.+-]/u;

/** The first common mistake outside of quotes. */
function findSlip(text: string): Slip | null {
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '"') {
      const end = endOfString(text, at);
      if (end === null) return null;
      at = end + 1;
    } else if (character === ',') {
      if (/^,\s*[}\]]/u.test(text.slice(at, at + 200))) return slipOf(',', at);
      at += 1;
    } else if (PART.test(character)) {
      at += 1;
    } else {
      WORD.lastIndex = at;
      const found = WORD.exec(text)?.[0] ?? character;
      const isExponent = /^e\d*$/iu.test(found) && /\d/u.test(text.charAt(at - 1));
      if (!isExponent && !JSON_WORDS.has(found)) return slipOf(found, at);
      at += found.length;
    }
  }
  return null;
}

/** End of the string that starts at `start`; null if it is unclosed. */
export function endOfString(text: string, start: number): number | null {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text[first - 1] === '\\') first -= 1;
    if ((end - first) % 2 === 0) return end;
  }
  return null;
}

function slipOf(found: string, at: number): Slip {
  const meant = MEANT.get(found) ?? NOT_JSON.get(found);
  if (meant !== undefined) return { at, what: `${found} is not known to JSON`, fix: `Write ${meant} there.` };
  if (found === ',') return { at, what: 'a comma before a closing bracket', fix: 'Remove that comma.' };
  if (found === '/') return { at, what: 'a comment', fix: 'Remove it, or make it a field "_comment".' };
  const shown = found.slice(0, 40);
  return { at, what: `${shown} without quotes`, fix: `Write "${shown}" if it is a name or a text.` };
}

function whereIs(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `at line ${before.length} column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function lineOf(message: string): string {
  return /\(line \d{1,9} column \d{1,9}\)/u.exec(message)?.[0] ?? '';
}

function isGbk(body: Buffer): boolean {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(body);
    return true;
  } catch {
    return false;
  }
}

function pairs(found: string, meant: string): [string, string][] {
  return found.split('').map((character) => [character, meant]);
}
