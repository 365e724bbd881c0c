import { FINAL_TAKE_STATES, type Storyboard, TakeState } from '@cineflow/contracts';
import { renderTable } from '@cineflow/terminal';
import { formatMoney, formatTime } from '../format.ts';
import { paint, plain, type Session } from '../session.ts';
import { withSession } from '../with-session.ts';

/** Recent storyboards, or one in detail. */
export const command = withSession(async (session, { arguments: [id] }) => {
  if (id === undefined) await listRecent(session);
  else await showOne(session, await session.client.read(id));
  return 0;
});

async function listRecent(session: Session): Promise<void> {
  const { client, texts, words, print, emit, columns } = session;
  const { storyboards } = await client.list({ limit: 20 });
  for (const storyboard of storyboards) emit({ type: 'storyboard', ...storyboard });
  if (storyboards.length === 0) return print(texts.manage.none);
  const t = texts.table;
  const titles = [
    { title: t.id },
    { title: t.storyboard, elastic: true },
    { title: t.state },
    { title: t.done, align: 'right' as const },
    { title: t.cost, align: 'right' as const },
    { title: t.ordered },
  ];
  const rows = storyboards.map((one) => [
    one.id,
    plain(one.name),
    words.storyboardStates[one.state],
    `${doneOf(one)}/${one.takes}`,
    formatMoney(one.cost.spentCents, one.cost.currency),
    formatTime(one.createdAt),
  ]);
  renderTable(titles, rows, columns).forEach((line) => print(line));
}

function doneOf({ counts }: Storyboard): number {
  return FINAL_TAKE_STATES.reduce((sum, state) => sum + counts[state], 0);
}

async function showOne(session: Session, storyboard: Storyboard): Promise<void> {
  const { texts, words, print, emit, client } = session;
  const { id, name, state, counts, cost, eta, waiting } = storyboard;
  const shots = await client.shots(id);
  emit({ type: 'storyboard', ...storyboard, shotList: shots });
  print(`${paint.strong(plain(name))}  ${id}  ${words.storyboardStates[state]}`);
  const parts = TakeState.options.flatMap((one) =>
    counts[one] > 0 ? [`${words.states[one]} ${counts[one]}`] : [],
  );
  print(`  ${parts.join(' · ')}`);
  const { spentCents, reservedCents, budgetCents, currency } = cost;
  const money = [
    texts.manage.spent(formatMoney(spentCents, currency)),
    ...(reservedCents > 0 ? [texts.manage.reserved(formatMoney(reservedCents, currency))] : []),
    ...(budgetCents === undefined ? [] : [texts.manage.limit(formatMoney(budgetCents, currency))]),
    ...(eta === undefined ? [] : [texts.manage.eta(formatTime(eta))]),
  ];
  print(`  ${money.join(' · ')}`);
  for (const { reason, takes } of waiting) {
    print(`  ${texts.run.waiting} ${takes}${texts.colon}${texts.hints[reason]}`);
  }
  for (const { segmentIndex, takeNumber, failure } of shots.flatMap((shot) => shot.takes)) {
    if (failure === undefined) continue;
    const why = `${words.failures[failure.reason]} · ${plain(failure.message)}`;
    print(paint.odd(`  ${texts.notes.shot(segmentIndex)}/${takeNumber}${texts.colon}${why}`));
  }
}
