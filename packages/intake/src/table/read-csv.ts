import { CsvError, parse } from 'csv-parse/sync';
import type { Findings } from '../findings.ts';
import { findHeader } from './find-header.ts';
import { failRows } from './read-tables.ts';
import type { Table } from './table.ts';

/** More rows are not read: they are refused anyway. */
const MOST_ROWS = 20_000;
const DELIMITERS = [',', '\t', ';', '|', '，'] as const;
/** Enough to find the header below a title. */
const SAMPLE = 20_000;

/** The character between the cells of a text: the one that shows the most known columns. Null for no table. */
export function findDelimiter(text: string): string | null {
  const sample = text.slice(0, SAMPLE);
  const whole = sample.length < text.length ? sample.slice(0, sample.lastIndexOf('\n') + 1) : sample;
  const scores = DELIMITERS.map((delimiter) => {
    const rows = whole
      .split(/\r?\n/u)
      .slice(0, 30)
      .map((line) => line.split(delimiter).map(unquote));
    const header = findHeader({ name: '', rows, rowNumbers: [], merges: [] });
    return { delimiter, score: header?.columns.length ?? 0 };
  });
  const [best] = scores.toSorted((one, other) => other.score - one.score);
  return best === undefined || best.score < 2 ? null : best.delimiter;
}

/** Reads a table of cells between delimiters; undefined after a problem. */
export function readCsv(text: string, delimiter: string, findings: Findings): Table | undefined {
  try {
    const records = parse(text, {
      delimiter,
      info: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      to: MOST_ROWS + 1,
    }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    if (records.length > MOST_ROWS) return failRows(records.length, findings);
    const rows = records.map(({ record }) => record);
    const table: Table = { name: '', rows, rowNumbers: records.map((_, at) => at + 1), merges: [] };
    return checkWidths(table, delimiter, findings) ? table : undefined;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as { lines?: number }).lines ?? 0;
    const detail = `the table cannot be read near line ${line}: a cell begins with a quote that does not end`;
    return findings.problem('broken-table', detail, {
      fix: 'Put quotes around the whole cell and double those inside of it.',
    });
  }
}

/** A row with more cells than the header has a comma in a text without quotes. Its texts would be cut and shifted. */
function checkWidths(table: Table, delimiter: string, findings: Findings): boolean {
  const header = findHeader(table);
  if (header === null) return true;
  const width = (table.rows[header.at] ?? []).length;
  let isFine = true;
  for (const [at, row] of table.rows.entries()) {
    if (at <= header.at || row.slice(width).every((cell) => String(cell ?? '').trim() === '')) continue;
    isFine = false;
    const detail = `row ${table.rowNumbers[at]} has ${row.length} cells, and the header ${width}: a text with ${JSON.stringify(delimiter)} in it has no quotes`;
    findings.problem('row-too-long', detail, {
      pointer: `/rows/${table.rowNumbers[at]}`,
      value: row.join(delimiter),
      fix: 'Put the text into "quotes".',
    });
  }
  return isFine;
}

function unquote(cell: string): string {
  return cell.trim().replaceAll(/^"|"$/gu, '');
}
