import { cutText, type JsonRecord } from '@cineflow/core';
import { quote, type Findings } from '../findings.ts';
import { cleanShot } from '../shape/clean-shot.ts';
import type { Cleaned, Entry } from '../shape/find-shots.ts';
import { numberShots } from '../shape/number-shots.ts';
import { findHeader, type Header } from './find-header.ts';
import { readRows } from './read-rows.ts';
import { isBlank, textOf, type Table } from './table.ts';

const MOST_SHOTS = 5_000;
const NAME_IT =
  'Name the column of what is seen 画面 or prompt_text; others may be 镜号, 景别, 台词, 时长, 角色, 场景, 道具.';

interface Found {
  table: Table;
  header: Header;
}

/** The storyboard in one or several tables; undefined after a problem. */
export function readTables(tables: readonly Table[], findings: Findings): Cleaned | undefined {
  const filled = tables.filter(({ rows }) => rows.some((row) => !isBlank(row)));
  const found = filled.flatMap((table): Found[] => {
    const header = findHeader(table);
    return header === null ? [] : [{ table, header }];
  });
  const [first] = found;
  if (first === undefined) return failHeader(filled, findings);
  if (
    !found.every((one) => isAlike(one, first)) ||
    (found.length > 1 && first.table.heading === undefined && first.table.name !== '')
  )
    return failAmbiguous(found, findings);
  tellOthers(filled, found, findings);
  const entries = found.flatMap(({ table, header }) => readRows(table, header, findings));
  if (entries.length > MOST_SHOTS) return failRows(entries.length, findings);
  if (findings.problems.length > 0) return undefined;
  if (entries.length === 0)
    return findings.problem('no-shots', 'the table has a header and no shot below it', {
      fix: 'Write one row for each shot.',
    });
  return toDocument(entries, first, findings);
}

/** More rows than any storyboard has. */
export function failRows(rows: number, findings: Findings): undefined {
  const detail = `the table has ${rows} rows, and one storyboard holds at most ${MOST_SHOTS} shots`;
  return findings.problem('too-many-rows', detail, { fix: 'Split it into several tables.' });
}

function toDocument(entries: readonly Entry[], { table, header }: Found, findings: Findings): Cleaned {
  const names = header.columns.map(({ name }) => cutText(name, 30)).join(', ');
  const sheet = table.name === '' ? 'the table' : `sheet ${quote(table.name)}`;
  findings.note({
    code: 'shots-found',
    detail: `${entries.length} rows of ${sheet} are read as shots, with the columns ${names}`,
    used: entries.length,
  });
  const { numbers, name } = numberShots(entries, findings);
  const segments = entries.map((entry, at): JsonRecord => {
    const shot = cleanShot(entry, findings);
    if (name !== null) delete shot[name];
    return { segment_index: numbers[at], ...shot };
  });
  return { document: { segments }, origins: entries.map(({ pointer }) => pointer) };
}

function isAlike({ header }: Found, first: Found): boolean {
  const names = (one: Header) => one.columns.map(({ name }) => name).join('\n');
  return names(header) === names(first.header);
}

function failHeader(tables: readonly Table[], findings: Findings): undefined {
  const [table] = tables;
  const rows = table?.rows.filter((row) => !isBlank(row)) ?? [];
  const cells = (rows[0] ?? []).map((cell) => cutText(textOf(cell), 20)).filter(Boolean);
  const detail =
    cells.length === 0
      ? 'the table is empty'
      : `no row names a column of texts; ${rows.length} rows were found, and the first says ${quote(cells.join(' | '))}`;
  return findings.problem('no-header', detail, { fix: NAME_IT });
}

function failAmbiguous(found: readonly Found[], findings: Findings): undefined {
  const listed = found.map(
    ({ table }, at) =>
      `${quote(table.name === '' ? `table ${at + 1}` : table.name)} (${table.rows.length} rows)`,
  );
  return findings.problem('shots-ambiguous', `several tables look like shots: ${listed.join(' and ')}`, {
    fix: 'Send a file with the one that counts, or hide the other sheet.',
  });
}

function tellOthers(tables: readonly Table[], found: readonly Found[], findings: Findings): void {
  for (const table of tables) {
    if (found.some((one) => one.table === table)) continue;
    const name = table.name === '' ? 'another table' : `sheet ${quote(table.name)}`;
    findings.note({
      code: 'text-left-out',
      detail: `${name} has no column of texts and is left out`,
      asked: table.name,
    });
  }
}
