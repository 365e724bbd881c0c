import type { JsonRecord } from '@cineflow/core';
import { writeXlsx } from 'hucre/xlsx';

const COLUMNS = [
  'segment_index',
  'prompt_text',
  'duration_seconds',
  'resolution',
  'image_url',
  'characters',
  'scene',
  'props',
  'is_pro',
] as const;
type Cell = string | number | boolean | null;

/** The shots of a document as the rows of a table. */
function rowsOf(shots: readonly JsonRecord[]): Cell[][] {
  const rows = shots.map(({ asset, ...shot }): Cell[] => {
    const flat: JsonRecord = { ...shot, ...(asset as JsonRecord | undefined) };
    return COLUMNS.map((column) => {
      const value = flat[column];
      return Array.isArray(value) ? value.join('、') : ((value as Cell | undefined) ?? null);
    });
  });
  return [[...COLUMNS], ...rows];
}

/** A document in each form we read. */
export const WRITERS = {
  JSON: (shots: readonly JsonRecord[]) => Buffer.from(JSON.stringify({ segments: shots })),
  'JSON Lines': (shots: readonly JsonRecord[]) =>
    Buffer.from(shots.map((shot) => JSON.stringify(shot)).join('\n')),
  CSV: (shots: readonly JsonRecord[]) => Buffer.from(lines(shots, ',', quoteCell)),
  TSV: (shots: readonly JsonRecord[]) => Buffer.from(lines(shots, '\t', quoteCell)),
  Markdown: (shots: readonly JsonRecord[]) => {
    const [head = '', ...rows] = lines(shots, ' | ', barCell).split('\n');
    return Buffer.from(
      [head, COLUMNS.map(() => '---').join(' | '), ...rows].map((row) => `| ${row} |`).join('\n'),
    );
  },
  XLSX: (shots: readonly JsonRecord[]) => writeXlsx({ sheets: [{ name: 'shots', rows: rowsOf(shots) }] }),
} as const;

function lines(shots: readonly JsonRecord[], between: string, cell: (value: Cell) => string): string {
  return rowsOf(shots)
    .map((row) => row.map(cell).join(between))
    .join('\n');
}

function quoteCell(value: Cell): string {
  return value === null ? '' : `"${String(value).replaceAll('"', '""')}"`;
}

function barCell(value: Cell): string {
  return String(value ?? '')
    .replaceAll(/[\\|*_`<>~#]/gu, (sign) => `\\${sign}`)
    .replaceAll('\n', '<br>');
}
