import { relative } from 'node:path';
import type { Shot, Storyboard, Take } from '@cineflow/contracts';
import { renderTable } from '@cineflow/terminal';
import { EXIT } from '../exit.ts';
import { formatCents, formatMoney } from '../format.ts';
import { paint, plain, type Session } from '../session.ts';
import type { Followed } from './follow.ts';

/** Longer tables are cut, but failed takes are always shown. */
const ROWS_MAX = 60;

/** Shows how it ended. @returns the exit code */
export function summarise(session: Session, followed: Followed): number {
  const { texts, print, emit } = session;
  const { storyboards, shots, standstill, fetcher } = followed;
  print();
  showTakes(session, followed);
  for (const one of storyboards) {
    print(describeEnd(session, one, shots.get(one.id) ?? []));
    const { id, name, state, counts, cost } = one;
    emit({ type: 'summary', storyboardId: id, name, state, counts, cost });
  }
  if (fetcher.fetched > 0) print(texts.run.clipsThere(fetcher.fetched, fetcher.downloaded));
  for (const [takeId, reason] of fetcher.failed) session.warn(texts.errors.clipNotFetched(takeId, reason));
  if (standstill !== undefined) {
    for (const reason of standstill.reasons) session.warn(paint.odd(texts.hints[reason]));
    const ids = standstill.storyboards.map(({ id }) => id);
    session.warn(texts.run.comeBack(ids.join(' ')));
    emit({ type: 'standstill', reasons: standstill.reasons, storyboardIds: ids });
  }
  return exitCodeOf(followed);
}

function exitCodeOf({ storyboards, standstill, fetcher }: Followed): number {
  const count = (of: (storyboard: Storyboard) => number): number =>
    storyboards.reduce((sum, one) => sum + of(one), 0);
  if (count(({ counts }) => counts.unconfirmed) > 0) return EXIT.unconfirmed;
  if (standstill !== undefined) return EXIT.stopped;
  const isFailed = count(({ counts }) => counts.failed + counts.cancelled) > 0;
  return isFailed || fetcher.failed.size > 0 ? EXIT.failed : EXIT.done;
}

function showTakes(session: Session, { storyboards, shots, fetcher }: Followed): void {
  const { texts, words, print, cwd, columns } = session;
  const all = storyboards.flatMap((storyboard) =>
    (shots.get(storyboard.id) ?? []).flatMap((shot) => shot.takes.map((take) => ({ storyboard, take }))),
  );
  const isBad = (take: Take): boolean => !['completed', 'reused'].includes(take.state);
  const rows = all.length <= ROWS_MAX ? all : all.filter(({ take }) => isBad(take)).slice(0, ROWS_MAX);
  if (rows.length === 0) return;
  const t = texts.table;
  const lines = renderTable(
    [
      { title: t.storyboard, elastic: true },
      { title: t.shot, align: 'right' },
      { title: t.take, align: 'right' },
      { title: t.state },
      { title: t.cost, align: 'right' },
      { title: t.clip, elastic: true },
    ],
    rows.map(({ storyboard, take }) => {
      const file = fetcher.fileOf(take.takeId);
      const note = file === undefined ? noteOf(session, take) : relative(cwd, file);
      return [
        plain(storyboard.name),
        String(take.segmentIndex),
        String(take.takeNumber),
        words.states[take.state],
        costOf(take),
        plain(note),
      ];
    }),
    columns,
  );
  lines.forEach((line) => print(line));
  print();
}

/** What a reused take shows was paid by another one. */
function costOf({ state, costCents = 0 }: Take): string {
  return formatCents(state === 'reused' ? 0 : costCents);
}

function noteOf({ words }: Session, { failure, waitReason }: Take): string {
  if (failure !== undefined) return `${words.failures[failure.reason]} · ${failure.message}`;
  return waitReason === undefined ? '' : words.waitReasons[waitReason];
}

function describeEnd({ texts, words }: Session, storyboard: Storyboard, shots: readonly Shot[]): string {
  const { name, state, counts, cost, id } = storyboard;
  const kept = counts.completed + counts.reused;
  const takes = shots.reduce((sum, shot) => sum + shot.takes.length, 0);
  const colour = kept === takes ? paint.good : paint.odd;
  const word = words.storyboardStates[state];
  const money = formatMoney(cost.spentCents, cost.currency);
  return colour(texts.run.ended({ name: plain(name), id, word, kept, takes, reused: counts.reused, money }));
}
