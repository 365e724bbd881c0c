import { ASSET_NAMES, findField, OTHER_NAMES, plainName, TEXT_NAMES } from '@cineflow/core';
import { textOf, type Cell, type Table } from './table.ts';

/** How many rows may stand above the header: a title, a date, a legend. */
const MOST_ABOVE = 30;

/** A column whose name is known. */
export interface Column {
  at: number;
  /** The field it is read as. */
  name: string;
}

/** The row that names the columns. */
export interface Header {
  at: number;
  columns: Column[];
}

const TEXTS = new Set(['prompt_text', ...Object.values(TEXT_NAMES).flat()].map(plainName));
const NUMBERS = new Set(['segment_index', ...OTHER_NAMES.segment_index].map(plainName));
const KNOWN = new Set([...TEXTS, ...NUMBERS, ...Object.values(ASSET_NAMES).flat().map(plainName)]);

/** The row with the most known names, if one of them is that of the text. Null for a table of something else. */
export function findHeader({ rows }: Table): Header | null {
  let best: Header | null = null;
  let score = 0;
  for (const [at, row] of rows.slice(0, MOST_ABOVE).entries()) {
    const columns = columnsOf(row);
    const known = columns.filter(({ name }) => isKnown(name)).length;
    const filled = row.filter((cell) => textOf(cell) !== '').length;
    const isHeader =
      columns.some(({ name }) => isTextName(name)) && known * 2 >= filled && (known > 1 || filled === 1);
    if (isHeader && known > score) [best, score] = [{ at, columns }, known];
  }
  return best;
}

/** Whether a column holds what is seen. */
export function isTextName(name: string): boolean {
  return TEXTS.has(plainName(name));
}

/** Whether a column numbers the shots. */
export function isNumberName(name: string): boolean {
  return NUMBERS.has(plainName(name)) && plainName(name) !== 'shot';
}

function columnsOf(row: readonly Cell[]): Column[] {
  return row.flatMap((cell, at) => {
    const text = textOf(cell);
    return text === '' ? [] : [{ at, name: nameOf(text) }];
  });
}

/** The known name in a heading such as `画面 / Visual` or `时长（秒）`; else the heading itself. */
function nameOf(text: string): string {
  const plain = text.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim();
  const parts = [
    plain,
    plain.replace(/\s*[([【].*?[)\]】]\s*$/u, ''),
    ...plain.split(/[\s/|\\()[\]【】&,、+]+/u),
  ];
  return parts.find((part) => part !== '' && isKnown(part)) ?? plain;
}

function isKnown(name: string): boolean {
  return KNOWN.has(plainName(name)) || findField('shot', name) !== null || findField('asset', name) !== null;
}
