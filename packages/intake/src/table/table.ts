/** A cell as a table program has it. */
export type Cell = string | number | boolean | null;

/** A range of cells that is shown as one; positions count from 0. */
export interface Merge {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** Rows of one sheet, file or block. */
export interface Table {
  /** Name of the sheet; blank with one table only. */
  name: string;
  rows: readonly (readonly Cell[])[];
  /** The number of each row as people see it. */
  rowNumbers: readonly number[];
  merges: readonly Merge[];
  /** The heading above it, which names its scene. */
  heading?: string;
}

/** What a cell says, without spaces around it. */
export function textOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell).trim();
}

/** Whether a row says nothing. */
export function isBlank(row: readonly Cell[]): boolean {
  return row.every((cell) => textOf(cell) === '');
}
