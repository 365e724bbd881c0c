import type { FieldError, Warning } from '@cineflow/contracts';
import { Findings, quote } from './findings.ts';
import { findExcess } from './json/check-json-size.ts';
import { explainSyntax } from './json/explain-json.ts';
import { holdsJson, looksLikeJson } from './json/find-json.ts';
import { readJson } from './json/read-json.ts';
import { parseStrictly } from './json/read-strict-json.ts';
import { isFountain, readFountain } from './script/read-fountain.ts';
import { isScreenplay, readScreenplay } from './script/read-screenplay.ts';
import { cleanDocument } from './shape/clean-document.ts';
import type { Cleaned } from './shape/find-shots.ts';
import { findDelimiter, readCsv } from './table/read-csv.ts';
import { holdsMarkdownTable, readMarkdown } from './table/read-markdown.ts';
import { readTables } from './table/read-tables.ts';
import { readXlsx } from './table/read-xlsx.ts';
import { decodeText } from './text/decode-text.ts';
import { recogniseBytes } from './text/recognise-bytes.ts';

/** A file as it came. Its bytes decide what it is; name and type only help where they say nothing. */
export interface Source {
  bytes: Uint8Array;
  fileName?: string | undefined;
  mediaType?: string | undefined;
}

/** What a file holds: a document, or problems. */
export interface Intake {
  /** The document, or `{storyboard, options}`; undefined with problems. It is still to be checked by the order. */
  document: unknown;
  /** All that was mended or guessed. */
  notes: Warning[];
  problems: FieldError[];
  /** The sent place of each shot, where shots moved: `/shots_list/0`, `/rows/5`, `/lines/12`. */
  origins: readonly string[];
}

const EXPECTED = 'JSON, a table (CSV, Markdown, XLSX), a screenplay in Chinese or Fountain';

/** Reads any shot list into a storyboard document. Never throws for what is in the file; nothing is completed by guess. */
export async function readIntake(source: Source): Promise<Intake> {
  const findings = new Findings();
  const read = await readSource(source, findings);
  const isFine = read !== undefined && findings.problems.length === 0;
  return {
    document: isFine ? read.document : undefined,
    notes: findings.notes(),
    problems: findings.problems,
    origins: isFine ? read.origins : [],
  };
}

async function readSource(
  { bytes, fileName, mediaType = '' }: Source,
  findings: Findings,
): Promise<Cleaned | undefined> {
  const kind = recogniseBytes(bytes);
  if (kind.kind === 'refused') {
    const name = fileName === undefined ? 'the file' : quote(fileName);
    return findings.problem(kind.code, `${name} is ${kind.what}, and no shot list can be read from it`, {
      fix: kind.fix,
    });
  }
  if (kind.kind === 'xlsx') {
    const tables = await readXlsx(bytes, findings);
    return tables === undefined ? undefined : readTables(tables, findings);
  }
  // Before it is decoded: what has too much of something costs no copy.
  const isMeasured = startsAsJson(bytes);
  const excess = isMeasured
    ? findExcess(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    : null;
  if (excess !== null) return findings.problem('too-large', excess);
  const text = decodeText(bytes, findings);
  if (text === null) return undefined;
  return readText(text, mediaType, { findings, isMeasured });
}

/** Whether the first byte of a text in ASCII or UTF-8 begins an object or a list. */
function startsAsJson(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  return (first === 0x7b || first === 0x5b) && second !== 0;
}

interface Reading {
  findings: Findings;
  /** It was checked for too much of something. */
  isMeasured: boolean;
}

function readText(text: string, mediaType: string, { findings, isMeasured }: Reading): Cleaned | undefined {
  if (text.trim() === '') return findings.problem('empty', 'the file is empty', { fix: `Send ${EXPECTED}.` });
  if (looksLikeJson(text) || isPlainJson(text)) return readDocument(text, findings, isMeasured);
  if (/^\s*<(?:!doctype|html|\?xml|[a-z]+[\s>])/iu.test(text))
    return findings.problem('not-a-document', 'the file is a web page or XML', {
      fix: `Send ${EXPECTED}.`,
    });
  if (holdsMarkdownTable(text)) return readTables(readMarkdown(text, findings), findings);
  const delimiter = findDelimiter(text);
  if (delimiter !== null) return readDelimited(text, delimiter, findings);
  if (isScreenplay(text)) return readScreenplay(text, findings);
  if (isFountain(text)) return readFountain(text, findings);
  if (holdsJson(text)) return readDocument(text, findings);
  return refuseText(text, mediaType, findings);
}

/** Numbers, texts and words are JSON too, and told of as such. */
function isPlainJson(text: string): boolean {
  return /^\s*["\d-]|^\s*(?:true|false|null)\s*$/u.test(text) && parseStrictly(text).ok;
}

function readDocument(text: string, findings: Findings, isMeasured = false): Cleaned | undefined {
  const value = readJson(text, findings, isMeasured);
  return findings.problems.length > 0 ? undefined : cleanDocument(value, findings);
}

function readDelimited(text: string, delimiter: string, findings: Findings): Cleaned | undefined {
  const table = readCsv(text, delimiter, findings);
  return table === undefined ? undefined : readTables([table], findings);
}

function refuseText(text: string, mediaType: string, findings: Findings): undefined {
  if (/json/iu.test(mediaType)) return findings.problem('not-json', explainSyntax(text, ''));
  const lines = text.split(/\r?\n/u).filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  const isTable = /[,\t;|]/u.test(first) && lines.length > 1;
  const detail = isTable
    ? `the text looks like a table of ${lines.length} rows, and no column is known; the first row says ${quote(first)}`
    : `the text has ${text.length} characters in ${lines.length} lines and no shots were found in it; it begins ${quote(first)}`;
  const fix = isTable
    ? 'Name the column of what is seen 画面 or prompt_text.'
    : `Send ${EXPECTED}; prose is to be divided into shots first.`;
  return findings.problem('no-shots', detail, { fix });
}
