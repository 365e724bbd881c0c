import { displayWidth, padToWidth } from './display-width.ts';

export interface Column {
  title: string;
  align?: 'left' | 'right';
}

/** A table as lines, columns as wide as their widest cell; the last one is not padded. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  );
  const renderRow = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => padToWidth(cells[index] ?? '', widths[index] ?? 0, align))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [renderRow(columns.map(({ title }) => title)), rule, ...rows.map(renderRow)];
}
