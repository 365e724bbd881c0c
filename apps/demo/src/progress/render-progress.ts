import { TakeState, WaitReason } from '@cineflow/contracts';
import type { Catalogue } from '../locales/catalogue.ts';
import type { Frame } from '@cineflow/terminal';
import type { Progress } from './progress.ts';

const BAR_COLUMNS = 30;

/** The progress as lines for a terminal, and as one line for a log. */
export function renderProgress(progress: Progress, texts: Catalogue): Frame {
  const { done, total, elapsedMs, remainingMs } = progress;
  const head = `${done}/${total} ${texts.progress.takes}`;
  const seconds = `${Math.floor(elapsedMs / 1000)} s`;
  const eta = remainingMs === undefined ? [] : [texts.progress.eta(Math.ceil(remainingMs / 1000))];
  const states = countedStates(progress, texts);
  const lane = describeLane(progress, texts);
  const waiting = describeWaiting(progress, texts);
  return {
    lines: [
      `${renderBar(done, total)}  ${[head, seconds, ...eta].join('  ')}`,
      `  ${states.join(' · ')}`,
      `  ${[lane, ...waiting].join('  ')}`,
    ],
    plain: `${seconds}: ${[head, states.join(', '), lane, ...waiting, ...eta].join(' | ')}`,
  };
}

function renderBar(done: number, total: number): string {
  const full = total === 0 ? 0 : Math.round((done / total) * BAR_COLUMNS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_COLUMNS - full)}`;
}

function countedStates({ counts }: Progress, texts: Catalogue): string[] {
  return TakeState.options.flatMap((state) =>
    counts[state] > 0 ? [`${texts.states[state]} ${counts[state]}`] : [],
  );
}

function describeLane({ inFlight, capacity, breaker }: Progress, texts: Catalogue): string {
  const { progress, breaker: words } = texts;
  return `${progress.inFlight} ${inFlight}/${capacity}  ${progress.breaker} ${words[breaker]}`;
}

function describeWaiting({ waiting }: Progress, texts: Catalogue): string[] {
  const reasons = WaitReason.options.flatMap((reason) => {
    const takes = waiting[reason] ?? 0;
    return takes > 0 ? [`${texts.waitReasons[reason]} ${takes}`] : [];
  });
  return reasons.length === 0 ? [] : [`${texts.progress.waiting}: ${reasons.join(', ')}`];
}
