import type { Findings } from '../findings.ts';
import type { Cell, Table } from './table.ts';

const RULE = /^\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*$/u;

/** Whether a text has a Markdown table: a row, and the line of dashes below it. */
export function holdsMarkdownTable(text: string): boolean {
  const lines = text.split(/\r?\n/u);
  return lines.some((line, at) => isRule(line) && (lines[at - 1] ?? '').includes('|'));
}

/** All tables of a text, each with the heading above it. */
export function readMarkdown(text: string, findings: Findings): Table[] {
  const lines = text.split(/\r?\n/u);
  const tables: Table[] = [];
  let heading: string | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (!line.includes('|') || !isRule(lines[at + 1] ?? '')) {
      heading = /^\s*#{1,6}\s+(.+?)\s*#*$/u.exec(line)?.[1] ?? heading;
      continue;
    }
    const end = endOf(lines, at + 2);
    const numbers = [at, ...Array.from({ length: end - at - 2 }, (_, index) => at + 2 + index)];
    const rows = numbers.map((index) => cellsOf(lines[index] ?? ''));
    checkWidths(rows, numbers, findings);
    tables.push({
      name: '',
      rows,
      rowNumbers: numbers.map((index) => index + 1),
      merges: [],
      ...(heading === undefined ? {} : { heading }),
    });
    at = end - 1;
  }
  return tables;
}

function isRule(line: string): boolean {
  return RULE.test(line) && line.includes('-') && line.includes('|');
}

function endOf(lines: readonly string[], start: number): number {
  let end = start;
  while ((lines[end] ?? '').includes('|')) end += 1;
  return end;
}

/** A bar inside of a text is written as \|. */
function cellsOf(line: string): Cell[] {
  const inner = line.trim().replace(/^\|/u, '');
  const cells: string[] = [];
  let cell = '';
  for (let at = 0; at < inner.length; at += 1) {
    const [character, next] = [inner.charAt(at), inner.charAt(at + 1)];
    if (character === '\\' && next !== '' && '\\|*_`<>~#'.includes(next)) {
      cell += next;
      at += 1;
    } else if (character === '|') {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  if (cell.trim() !== '') cells.push(cell);
  return cells.map((one) =>
    one
      .replaceAll(/<br\s*\/?>/giu, '\n')
      .trim()
      .replace(/^\*\*([^*]+)\*\*$/u, '$1'),
  );
}

function checkWidths(rows: readonly Cell[][], numbers: readonly number[], findings: Findings): void {
  const width = rows[0]?.length ?? 0;
  for (const [at, row] of rows.entries()) {
    if (row.length <= width) continue;
    const detail = `line ${(numbers[at] ?? 0) + 1} has ${row.length} cells, and the header ${width}`;
    findings.problem('row-too-long', detail, {
      pointer: `/rows/${(numbers[at] ?? 0) + 1}`,
      value: row.join(' | '),
      fix: 'Write a bar inside of a text as \\|.',
    });
  }
}
