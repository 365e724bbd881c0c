import type { StoryboardEstimate, Warning } from '@cineflow/contracts';
import { formatMoney } from '../format.ts';
import { paint, plain, type Session } from '../session.ts';
import type { Prepared } from './prepare.ts';

/** Warnings shown of one document. */
const WARNINGS_MAX = 12;

/** Shows what was found, what it would cost and what was adjusted. */
export function showPrepared(session: Session, prepared: readonly Prepared[]): void {
  const { texts, print, emit } = session;
  for (const { shown, estimate, known } of prepared) {
    if (known !== undefined) {
      print(texts.run.known(plain(known.name), known.id));
      emit({ type: 'known', path: shown, storyboardId: known.id, state: known.state });
    }
    if (estimate === undefined) continue;
    emit({ type: 'estimate', path: shown, ...estimate, preview: undefined });
    print(describeEstimate(session, shown, estimate));
    showWarnings(session, estimate.warnings);
  }
}

/** Name, size and price of an order on one line. */
export function describeEstimate({ texts }: Session, shown: string, told: StoryboardEstimate): string {
  const { name = shown, shots, providerId, model, estimate, currency } = told;
  const { takes, reused, toPay, cents } = estimate;
  const price = cents === undefined ? texts.run.priceUnknown : formatMoney(cents, currency);
  const head = texts.run.estimate({ name: plain(name), shots, takes, reused, toPay });
  return `${head} · ${providerId} ${model} · ${paint.strong(price)}`;
}

/** What the API adjusted or left out. */
export function showWarnings({ texts, words, print }: Session, warnings: readonly Warning[]): void {
  for (const warning of warnings.slice(0, WARNINGS_MAX)) {
    const { segmentIndex, code } = warning;
    const place = segmentIndex === undefined ? '' : `${texts.notes.shot(segmentIndex)}${texts.colon}`;
    print(paint.odd(`  ${texts.notes.warning} · ${plain(`${place}${words.warnings[code](warning)}`)}`));
  }
  const more = warnings.length - WARNINGS_MAX;
  if (more > 0) print(paint.odd(`  ${texts.notes.more(more)}`));
}
