import { findField, type JsonRecord } from '@cineflow/core';
import type { Findings } from '../findings.ts';
import { isNumberName, isTextName, type Column, type Header } from './find-header.ts';
import { textOf, type Cell, type Merge, type Table } from './table.ts';

/** One row below the header, or several that are one shot. */
export interface Line {
  /** Number of the first row, as people see it. */
  row: number;
  cells: readonly Cell[];
  /** Values by the name of their column; blank cells are left out. */
  fields: JsonRecord;
}

/**
 * Resolves merged cells. Rows under one number become one shot; a scene or a person counts for all its rows. A text or
 * a length that several shots share is a problem. It may mean each of them, or all together.
 */
export function joinMerged(table: Table, header: Header, findings: Findings): Line[] {
  const rows = table.rows.map((row) => [...row]);
  const groups = new Map<number, number>();
  const tall = table.merges.filter(({ top, bottom }) => bottom > top && top > header.at);
  const isNumber = ({ left }: Merge) => isNumberName(columnAt(header, left)?.name ?? '');
  for (const merge of tall.filter(isNumber)) {
    for (let at = merge.top + 1; at <= merge.bottom; at += 1) groups.set(at, merge.top);
  }
  for (const merge of tall.filter((one) => !isNumber(one)))
    spread(merge, { table, header, rows, groups }, findings);
  const lines = rows.flatMap((cells, at): Line[] =>
    at <= header.at || groups.has(at)
      ? []
      : [{ row: table.rowNumbers[at] ?? at + 1, cells, fields: fieldsOf(cells, header) }],
  );
  return lines.map((line) => {
    const top = table.rowNumbers.indexOf(line.row);
    const below = [...groups].filter(([, first]) => first === top).map(([at]) => rows[at] ?? []);
    return below.length === 0
      ? line
      : join(
          line,
          below.map((cells) => fieldsOf(cells, header)),
          findings,
        );
  });
}

interface Sheet {
  table: Table;
  header: Header;
  rows: Cell[][];
  groups: ReadonlyMap<number, number>;
}

function spread(
  { top, bottom, left }: Merge,
  { table, header, rows, groups }: Sheet,
  findings: Findings,
): void {
  const name = columnAt(header, left)?.name;
  const value = rows[top]?.[left] ?? null;
  const isOneShot = Array.from({ length: bottom - top }, (_, at) => groups.get(top + at + 1)).every(
    (first) => first !== undefined && first === (groups.get(top) ?? top),
  );
  if (name === undefined || isOneShot || textOf(value) === '') return;
  const place = `rows ${table.rowNumbers[top]}–${table.rowNumbers[bottom]}`;
  if (isTextName(name) || isLength(name)) {
    const detail = `${name} is merged over ${place}: it may count for each of these shots, or for all together`;
    findings.problem('merged-unclear', detail, {
      pointer: `/rows/${table.rowNumbers[top]}/${name}`,
      value,
      fix: 'Unmerge the cells and fill them in.',
    });
    return;
  }
  for (let at = top + 1; at <= bottom; at += 1) {
    const row = rows[at];
    if (row !== undefined) row[left] = value;
  }
  findings.note({
    code: 'field-understood',
    key: `merged ${name}`,
    detail: `merged cells of ${name} count for each of their rows`,
    place,
    asked: value,
  });
}

/** The fields of several rows as those of one shot: texts one after another, other values must agree. */
function join(line: Line, below: readonly JsonRecord[], findings: Findings): Line {
  const fields: JsonRecord = { ...line.fields };
  for (const [name, value] of below.flatMap((one) => Object.entries(one))) {
    const known = fields[name];
    if (known === undefined || known === value) fields[name] = value;
    else if (
      isTextName(name) ||
      findField('shot', name)?.role === 'wish' ||
      findField('shot', name)?.role === 'note'
    )
      fields[name] = `${textOf(known as Cell)}\n${textOf(value as Cell)}`;
    else {
      const detail = `row ${line.row} and the rows under its number have different values of ${name}`;
      findings.problem('merged-unclear', detail, {
        pointer: `/rows/${line.row}/${name}`,
        value,
        fix: 'Give the shot one value, or each row a number of its own.',
      });
    }
  }
  findings.note({
    code: 'shots-joined',
    detail: `${below.length + 1} rows under one merged number are read as one shot`,
    place: `row ${line.row}`,
    used: textOf(line.cells[0] ?? null),
  });
  return { ...line, fields };
}

function fieldsOf(cells: readonly Cell[], { columns }: Header): JsonRecord {
  const named = columns.map(({ at, name }): [string, unknown] => [name, cells[at] ?? null]);
  return Object.fromEntries(named.filter(([, value]) => textOf(value as Cell) !== ''));
}

function columnAt({ columns }: Header, at: number): Column | undefined {
  return columns.find((column) => column.at === at);
}

function isLength(name: string): boolean {
  const row = findField('shot', name);
  return row !== null && 'meant' in row && row.meant === 'duration_seconds';
}
