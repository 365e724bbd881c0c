import { HucreError } from 'hucre';
import { readXlsx as parseXlsx, type Sheet } from 'hucre/xlsx';
import type { Findings } from '../findings.ts';
import { refuseZip } from './check-zip.ts';
import { failRows } from './read-tables.ts';
import { textOf, type Cell, type Table } from './table.ts';

/** Cells beyond are not read; such a table is refused anyway. */
const MOST_ROWS = 20_000;
const RANGE = `A1:IV${MOST_ROWS + 1}`;
const SAVE = 'Open it in a table program, save it as .xlsx and send that.';

/** The visible sheets of a workbook; undefined after a problem. */
export async function readXlsx(bytes: Uint8Array, findings: Findings): Promise<Table[] | undefined> {
  const refusal = refuseZip(bytes);
  if (refusal !== null) return findings.problem(refusal.code, refusal.detail, { fix: SAVE });
  let sheets: Sheet[];
  try {
    const isShown = ({ hidden, veryHidden }: { hidden?: boolean; veryHidden?: boolean }) =>
      hidden !== true && veryHidden !== true;
    ({ sheets } = await parseXlsx(bytes, { sheets: isShown, maxRows: MOST_ROWS + 1, range: RANGE }));
  } catch (error) {
    if (!(error instanceof HucreError) && !(error instanceof RangeError) && !(error instanceof TypeError))
      throw error;
    return findings.problem(
      'broken-table',
      `the spreadsheet cannot be read: ${error.message.slice(0, 200)}`,
      { fix: SAVE },
    );
  }
  const long = sheets.find(({ rows }) => rows.length > MOST_ROWS);
  if (long !== undefined) return failRows(long.rows.length, findings);
  const tables = sheets.map((sheet) => toTable(sheet, findings));
  return findings.problems.length > 0 ? undefined : tables;
}

function toTable(sheet: Sheet, findings: Findings): Table {
  const { name, rows, merges = [] } = sheet;
  let computed = 0;
  const missing: string[] = [];
  for (const [key, { formula, value, formulaResult }] of sheet.cells ?? []) {
    if (formula === undefined) continue;
    computed += 1;
    if (textOf(toCell(formulaResult ?? value)) === '' && missing.length < 10) missing.push(nameOfCell(key));
  }
  if (computed > 0) {
    const detail = `sheet “${name}”: ${computed} cells are formulas; the values the table program stored are read`;
    findings.note({ code: 'values-computed', detail, used: computed });
  }
  for (const cell of missing)
    findings.note({
      code: 'values-computed',
      detail: `sheet “${name}”: the formula in ${cell} has no stored value; the cell counts as blank`,
      place: cell,
    });
  return {
    name,
    rows: rows.map((row) => row.map(toCell)),
    rowNumbers: rows.map((_, at) => at + 1),
    merges: merges.map(({ startRow, startCol, endRow, endCol }) => ({
      top: startRow,
      left: startCol,
      bottom: endRow,
      right: endCol,
    })),
  };
}

/** A date or a time of day is no number of seconds. It is kept as it is shown, for the order to refuse. */
function toCell(value: unknown): Cell {
  if (value instanceof Date)
    return value
      .toISOString()
      .replace(/^1(?:899|900)-\d\d-\d\dT/u, '')
      .replace(/T?00:00:00\.000Z$/u, '')
      .replace(/\.000Z$/u, '');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** `2,3` is the cell D3. */
function nameOfCell(key: string): string {
  const [row = 0, column = 0] = key.split(',').map(Number);
  const letters = column < 26 ? '' : String.fromCharCode(64 + Math.floor(column / 26));
  return `${letters}${String.fromCharCode(65 + (column % 26))}${row + 1}`;
}
