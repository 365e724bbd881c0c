import { cutToWidth, displayWidth, padToWidth } from './display-width.ts';

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** Gives way where the table is wider than the terminal. */
  elastic?: boolean;
}

const GAP = 2;
/** Columns that an elastic column keeps at least. */
const NARROWEST = 8;

/** A table as lines, columns as wide as their widest cell; the last one is not padded. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  maxColumns = Infinity,
): string[] {
  const natural = columns.map(({ title }, index) =>
    rows.reduce((most, row) => Math.max(most, displayWidth(row[index] ?? '')), displayWidth(title)),
  );
  const widths = fit(columns, natural, maxColumns);
  const renderRow = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => {
        const width = widths[index] ?? 0;
        return padToWidth(cutToWidth(cells[index] ?? '', width), width, align);
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join(' '.repeat(GAP));
  return [renderRow(columns.map(({ title }) => title)), rule, ...rows.map(renderRow)];
}

/** Takes what is too wide from the widest elastic column, again and again. */
function fit(columns: readonly Column[], natural: readonly number[], maxColumns: number): number[] {
  const widths = [...natural];
  const elastic = columns.flatMap(({ elastic }, index) => (elastic === true ? [index] : []));
  let over = widths.reduce((sum, width) => sum + width + GAP, -GAP) - maxColumns;
  while (over > 0) {
    const widest = elastic.toSorted((one, other) => (widths[other] ?? 0) - (widths[one] ?? 0))[0];
    if (widest === undefined || (widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    over -= 1;
  }
  return widths;
}
