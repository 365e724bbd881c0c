import type { Catalogue } from '../locales/catalogue.ts';
import { type Column, renderTable } from '../terminal/render-table.ts';
import { formatCents } from './format-amounts.ts';
import type { NamedTake } from './read-takes.ts';

/** One row per take: state, duration since the order, cost and clip. */
export function renderTakes(
  takes: readonly NamedTake[],
  chargedCents: ReadonlyMap<string, number>,
  texts: Catalogue,
): string[] {
  const { storyboard, shot, take, state, seconds, cost, clip } = texts.table;
  const columns: Column[] = [
    { title: storyboard },
    { title: shot, align: 'right' },
    { title: take, align: 'right' },
    { title: state },
    { title: seconds, align: 'right' },
    { title: cost, align: 'right' },
    { title: clip },
  ];
  const rows = takes.map((one) => [
    one.storyboardName,
    String(one.segmentIndex),
    String(one.takeNumber),
    texts.states[one.state],
    secondsTaken(one),
    formatCents(one.state === 'reused' ? 0 : (chargedCents.get(one.operationId ?? '') ?? 0)),
    one.clip?.key ?? '',
  ]);
  return renderTable(columns, rows);
}

function secondsTaken({ createdAt, finishedAt }: NamedTake): string {
  if (finishedAt === undefined) return '';
  return ((Date.parse(finishedAt) - Date.parse(createdAt)) / 1000).toFixed(1);
}
