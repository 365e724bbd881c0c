import type { Catalogue } from '../locales/catalogue.ts';
import { type Column, renderTable } from '@cineflow/terminal';
import { formatCents } from './format-amounts.ts';
import type { NamedTake } from './read-takes.ts';

/** One row per take: provider, state, duration since the order, cost by the book, and clip. */
export function renderTakes(takes: readonly NamedTake[], texts: Catalogue): string[] {
  const { storyboard, shot, take, provider, state, seconds, cost, clip } = texts.table;
  const columns: Column[] = [
    { title: storyboard },
    { title: shot, align: 'right' },
    { title: take, align: 'right' },
    { title: provider },
    { title: state },
    { title: seconds, align: 'right' },
    { title: cost, align: 'right' },
    { title: clip },
  ];
  const rows = takes.map((one) => [
    one.storyboardName,
    String(one.segmentIndex),
    String(one.takeNumber),
    one.providerId,
    texts.states[one.state],
    secondsTaken(one),
    formatCents(costOf(one)),
    one.clip?.key ?? '',
  ]);
  return renderTable(columns, rows);
}

/** A reused take has the cost of the clip it shares. */
export function costOf({ state, costCents = 0 }: NamedTake): number {
  return state === 'reused' ? 0 : costCents;
}

function secondsTaken({ createdAt, finishedAt }: NamedTake): string {
  if (finishedAt === undefined) return '';
  return ((Date.parse(finishedAt) - Date.parse(createdAt)) / 1000).toFixed(1);
}
