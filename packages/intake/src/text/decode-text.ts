import { isUtf8 } from 'node:buffer';
import type { Findings } from '../findings.ts';

const SAVE = 'Save the file as UTF-8 and send it again.';
/** Share of characters from the usual part of GBK in Chinese text; other encodings hit rare ones. */
const USUAL_SHARE = 0.9;
/** Bytes above ASCII that a line needs to tell its encoding. */
const TELLING_BYTES = 6;

/** The text of a file, without a byte order mark; null after a problem. */
export function decodeText(bytes: Uint8Array, findings: Findings): string | null {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = wideEncodingOf(body);
  if (wide !== null) return decodeWide(body, wide, findings);
  if (body.includes(0)) {
    findings.problem('not-a-document', 'the file is binary, not text', { fix: SAVE });
    return null;
  }
  if (isUtf8(body)) return new TextDecoder().decode(body);
  return decodeChinese(body, findings);
}

type Wide = 'utf-16le' | 'utf-16be';

/** UTF-16 by its mark, or by the zero bytes that ASCII has in it. */
function wideEncodingOf(body: Buffer): Wide | null {
  const [first, second] = body;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = body.subarray(0, 4_096);
  const zeros = [0, 0];
  for (let at = 0; at < sample.length; at += 1)
    if (sample[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (even + odd < sample.length / 20 || (even > 0 && odd > 0)) return null;
  return odd > 0 ? 'utf-16le' : 'utf-16be';
}

function decodeWide(body: Buffer, encoding: Wide, findings: Findings): string | null {
  if (body.length % 2 !== 0) {
    findings.problem('truncated', 'the file is UTF-16 and ends within a character: it is cut off', {
      fix: SAVE,
    });
    return null;
  }
  const text = new TextDecoder(encoding).decode(body);
  if (text.includes('\0') || text.includes('\uFFFD')) {
    findings.problem('not-a-document', 'the file is binary, or damaged UTF-16', { fix: SAVE });
    return null;
  }
  findings.note({
    code: 'encoding-understood',
    detail: 'the file is UTF-16 and is read as such',
    asked: encoding,
  });
  return text;
}

/** GBK, the usual encoding of Chinese Windows. What is no plausible Chinese is refused: it would be ordered as garbage. */
function decodeChinese(body: Buffer, findings: Findings): string | null {
  const mixed = findMixed(body);
  if (mixed !== null) {
    const detail = `the file mixes two encodings: line ${mixed.utf8} is UTF-8, line ${mixed.other} is not`;
    findings.problem('mixed-encoding', detail, { fix: SAVE });
    return null;
  }
  const text = decodeStrictly(body);
  if (text === null || !isPlausible(text)) {
    findings.problem('unknown-encoding', 'the file is not UTF-8, UTF-16 or GBK, so its text cannot be read', {
      fix: SAVE,
    });
    return null;
  }
  findings.note({
    code: 'encoding-understood',
    detail: 'the file is not UTF-8; it is read as GBK (GB18030)',
    asked: 'gb18030',
    used: text.match(/\p{Script=Han}{2,12}/u)?.[0] ?? '',
  });
  return text;
}

function decodeStrictly(body: Buffer): string | null {
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

/** Lines that are UTF-8 beside lines that are not. */
function findMixed(body: Buffer): { utf8: number; other: number } | null {
  const found: { utf8?: number; other?: number } = {};
  let line = 1;
  for (let start = 0; start < body.length; line += 1) {
    const end = body.indexOf(0x0a, start);
    const bytes = body.subarray(start, end < 0 ? body.length : end);
    const high = bytes.reduce((count, byte) => count + (byte > 0x7f ? 1 : 0), 0);
    if (high >= TELLING_BYTES) found[isUtf8(bytes) ? 'utf8' : 'other'] ??= line;
    if (end < 0) break;
    start = end + 1;
  }
  const { utf8, other } = found;
  return utf8 === undefined || other === undefined ? null : { utf8, other };
}

const FOREIGN = /[^\p{ASCII}]/gu;
const USUAL = /[\u4e00-\u9fa5\u3000-\u303f\uff00-\uffef·—‘’“”…℃①-⑩△▲]/u;

/** Other encodings read as GBK give rare characters and private ones. */
function isPlausible(text: string): boolean {
  const foreign = text.match(FOREIGN) ?? [];
  const usual = foreign.filter((character) => USUAL.test(character) && isLevelOne(character));
  return foreign.length > 0 && usual.length / foreign.length >= USUAL_SHARE;
}

let levels: ReadonlySet<string> | undefined;

/** Whether GB2312 has the character, as nearly all of today's Chinese. */
function isLevelOne(character: string): boolean {
  levels ??= new Set(listUsual());
  return levels.has(character);
}

function listUsual(): string {
  const bytes: number[] = [];
  for (let row = 0xa1; row <= 0xf7; row += 1)
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) bytes.push(row, cell);
  return new TextDecoder('gb18030').decode(Uint8Array.from(bytes));
}
