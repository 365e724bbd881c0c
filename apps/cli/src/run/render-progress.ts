import { FINAL_TAKE_STATES, type Storyboard, TakeState, WaitReason } from '@cineflow/contracts';
import { cutToWidth, type Frame, padToWidth, displayWidth } from '@cineflow/terminal';
import { plain, type Session } from '../session.ts';

interface Progress {
  storyboards: readonly Storyboard[];
  elapsedMs: number;
  /** Clips that lie in the folder. */
  fetched: number;
}

const NAME_COLUMNS = 24;
/** More storyboards than this are summed up. */
const ROWS_MAX = 8;
/** A terminal of this width has room for the longest bar. */
const WIDE_COLUMNS = 90;

/** Progress as lines for a terminal, and as one line for a log. */
export function renderProgress(session: Session, progress: Progress): Frame {
  const { storyboards, elapsedMs, fetched } = progress;
  const { texts } = session;
  const rows =
    storyboards.length > ROWS_MAX ? storyboards.filter((one) => doneOf(one) < one.takes) : storyboards;
  const states = countedStates(session, storyboards);
  const waiting = countedWaiting(session, storyboards);
  const clips = fetched === 0 ? [] : [texts.run.fetched(fetched)];
  const total = storyboards.reduce((sum, { takes }) => sum + takes, 0);
  const done = storyboards.reduce((sum, one) => sum + doneOf(one), 0);
  const head = `${done}/${total} ${texts.run.takes}`;
  const eta = etaOf(session, storyboards);
  const second = [states.join(' · '), ...clips].filter((part) => part !== '').join('  ');
  return {
    lines: [
      ...rows.slice(0, ROWS_MAX).map((one) => renderBar(session, one, rows)),
      `  ${second}`,
      ...(waiting === '' ? [] : [`  ${waiting}`]),
    ],
    plain: [
      `${Math.floor(elapsedMs / 1000)} s${texts.colon}${head}`,
      states.join(texts.list),
      waiting,
      ...clips,
      ...eta,
    ]
      .filter((part) => part !== '')
      .join(' | '),
  };
}

function renderBar(session: Session, storyboard: Storyboard, rows: readonly Storyboard[]): string {
  const { columns, texts } = session;
  const { takes, name } = storyboard;
  const names = rows.map((one) => displayWidth(plain(one.name)));
  const most = columns < WIDE_COLUMNS ? Math.floor(columns / 4) : NAME_COLUMNS;
  const width = Math.min(most, Math.max(...names));
  const bars = columns < WIDE_COLUMNS ? Math.max(5, Math.floor(columns / 5)) : 30;
  const done = doneOf(storyboard);
  const full = takes === 0 ? 0 : Math.floor((done / takes) * bars);
  const bar = `${'█'.repeat(full)}${'░'.repeat(bars - full)}`;
  const label = padToWidth(cutToWidth(plain(name), width), width);
  return [label, bar, `${done}/${takes} ${texts.run.takes}`, ...etaOf(session, [storyboard])].join('  ');
}

function doneOf({ counts }: Storyboard): number {
  return FINAL_TAKE_STATES.reduce((sum, state) => sum + counts[state], 0);
}

function etaOf({ texts }: Session, storyboards: readonly Storyboard[]): string[] {
  const open = storyboards.filter((one) => doneOf(one) < one.takes);
  const ends = open.flatMap(({ eta }) => (eta === undefined ? [] : [Date.parse(eta)]));
  if (open.length === 0 || ends.length < open.length) return [];
  const seconds = Math.ceil(Math.max(0, Math.max(...ends) - Date.now()) / 1000);
  return seconds === 0 ? [] : [texts.run.eta(seconds)];
}

function countedStates({ words }: Session, storyboards: readonly Storyboard[]): string[] {
  return TakeState.options.flatMap((state) => {
    const count = storyboards.reduce((sum, { counts }) => sum + counts[state], 0);
    return count > 0 ? [`${words.states[state]} ${count}`] : [];
  });
}

function countedWaiting({ words, texts }: Session, storyboards: readonly Storyboard[]): string {
  // What is final waits for nothing, even if the answer was read in between.
  const open = storyboards.filter((one) => doneOf(one) < one.takes);
  const all = open.flatMap(({ waiting }) => waiting);
  const reasons = WaitReason.options.flatMap((reason) => {
    const takes = all.reduce((sum, one) => (one.reason === reason ? sum + one.takes : sum), 0);
    return takes > 0 ? [`${words.waitReasons[reason]} ${takes}`] : [];
  });
  return reasons.length === 0 ? '' : `${texts.run.waiting}${texts.colon}${reasons.join(texts.list)}`;
}
