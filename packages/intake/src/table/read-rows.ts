import { isAbsent, type JsonRecord } from '@cineflow/core';
import { quote, type Findings } from '../findings.ts';
import type { Entry } from '../shape/find-shots.ts';
import { isNumberName, isTextName, type Header } from './find-header.ts';
import { joinMerged, type Line } from './join-merged.ts';
import { isBlank, textOf, type Cell, type Table } from './table.ts';

const TOTAL = /^(?:合计|总计|小计|共计|总时长|total|sum)/iu;
const HEADING = /^(?:#+\s*)?(?:第.{1,6}[场幕集章节]|场景|场次|scene|sc\.|act|int\b|ext\b|内景|外景)/iu;

/** The shots of a table, one for each row that has a text. What a row may mean otherwise is a problem. */
export function readRows(table: Table, header: Header, findings: Findings): Entry[] {
  const lines = joinMerged(table, header, findings);
  const names = new Set(header.columns.map(({ name }) => name));
  const numberName = header.columns.find(({ name }) => isNumberName(name))?.name;
  tellAbove(table, header, findings);
  if (names.size < header.columns.length) {
    const twice = header.columns.find(
      ({ name }, at) => header.columns.findIndex((other) => other.name === name) !== at,
    );
    findings.problem('column-twice', `two columns are called ${twice?.name ?? ''}`, {
      fix: 'Rename or remove one of them.',
    });
    return [];
  }
  const entries: Entry[] = [];
  const unnumbered: Line[] = [];
  let scene = table.heading;
  for (const line of lines) {
    const kind = kindOf(line, header, numberName);
    if (kind === 'heading') scene = headingOf(line);
    else if (kind === 'empty') continue;
    else if (kind === 'left-out') tellLeftOut(line, findings);
    else if (kind === 'unclear') failUnclear(line, findings);
    else {
      if (numberName !== undefined && isAbsent(line.fields[numberName])) unnumbered.push(line);
      const around: JsonRecord[] = scene === undefined ? [] : [{}, { scene }];
      entries.push({ shot: typed(line.fields), pointer: `/rows/${line.row}`, owners: around });
    }
  }
  if (unnumbered.length > 0 && unnumbered.length < entries.length)
    failUnnumbered(unnumbered, numberName ?? '', findings);
  return entries;
}

type RowKind = 'shot' | 'heading' | 'empty' | 'left-out' | 'unclear';

function kindOf({ cells, fields }: Line, header: Header, numberName: string | undefined): RowKind {
  if (isBlank(cells)) return 'empty';
  const names = Object.keys(fields);
  const first = textOf(cells.find((cell) => textOf(cell) !== ''));
  if (header.columns.every(({ name }) => !isTextName(name) || isAbsent(fields[name]))) {
    if (TOTAL.test(first)) return 'left-out';
    if (names.length <= 1 && HEADING.test(first)) return 'heading';
    // Forms come with their numbers filled in.
    if (names.length === 1 && names[0] === numberName) return 'left-out';
    return 'unclear';
  }
  const isHeader = header.columns.every(
    ({ at, name }) => textOf(cells[at]) === '' || plain(cells[at]) === plain(name),
  );
  if (isHeader) return 'empty';
  return names.length === 1 && HEADING.test(first) && header.columns.length > 1 ? 'heading' : 'shot';
}

function plain(cell: Cell | undefined): string {
  return textOf(cell).normalize('NFKC').toLowerCase();
}

function headingOf({ cells }: Line): string {
  return textOf(cells.find((cell) => textOf(cell) !== '')).replace(/^#+\s*/u, '');
}

/** Cells are texts in many files: what costs more must still be true or false. */
function typed(fields: JsonRecord): JsonRecord {
  const row = { ...fields };
  const { is_pro: isPro } = row;
  if (typeof isPro === 'string' && /^(?:true|false)$/iu.test(isPro.trim()))
    row.is_pro = /^true$/iu.test(isPro.trim());
  return row;
}

function tellAbove(table: Table, header: Header, findings: Findings): void {
  for (const [at, row] of table.rows.slice(0, header.at).entries()) {
    if (isBlank(row)) continue;
    const said = row.map(textOf).filter(Boolean).join(' ');
    findings.note({
      code: 'text-left-out',
      detail: `what stands above the header is left out: ${quote(said)}`,
      place: `row ${table.rowNumbers[at]}`,
      asked: said,
    });
  }
}

function tellLeftOut({ row, cells }: Line, findings: Findings): void {
  const said = cells.map(textOf).filter(Boolean).join(' ');
  findings.note({
    code: 'text-left-out',
    key: 'rows left out',
    detail: `a row without a text is left out: ${quote(said)}`,
    place: `row ${row}`,
    asked: said,
  });
}

function failUnclear({ row, fields, cells }: Line, findings: Findings): void {
  const said = Object.entries(fields).map(([name, value]) => `${name}: ${quote(String(value))}`);
  const shown =
    said.length > 0 ? said.slice(0, 4).join(', ') : quote(cells.map(textOf).filter(Boolean).join(' '));
  const fix = 'Write what is seen into the column of the text, or remove the row.';
  findings.problem('row-without-text', `row ${row} has no text of a shot (${shown})`, {
    pointer: `/rows/${row}`,
    fix,
  });
}

function failUnnumbered(lines: readonly Line[], name: string, findings: Findings): void {
  for (const { row, fields } of lines.slice(0, 20)) {
    const text = Object.entries(fields).find(([field]) => isTextName(field))?.[1];
    const detail = `row ${row} has a text and no ${name}: it may be a shot of its own, or go on from the one above`;
    findings.problem('row-without-number', detail, {
      pointer: `/rows/${row}/${name}`,
      value: text,
      fix: `Write a ${name}, or put the text into the row above.`,
    });
  }
}
