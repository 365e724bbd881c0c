import type { StoryboardEstimate } from '@cineflow/contracts';
import { renderTable } from '@cineflow/terminal';
import { prepare } from '../run/prepare.ts';
import { describeEstimate, showWarnings } from '../run/show-plan.ts';
import { plain, type Session } from '../session.ts';
import { withSession } from '../with-session.ts';

/** Shows what would be ordered, and orders nothing. */
export const command = withSession(async (session, { arguments: paths, options }) => {
  const prepared = await prepare(session, paths, { ...options, folder: '' });
  for (const { shown, estimate } of prepared) {
    if (estimate === undefined) continue;
    session.emit({ type: 'plan', path: shown, ...estimate });
    showShots(session, estimate);
    session.print(describeEstimate(session, shown, estimate));
    showWarnings(session, estimate.warnings);
    session.print();
  }
  session.print(session.texts.run.nothingOrdered);
  return 0;
});

function showShots(session: Session, { preview = [], previewOmitted = 0 }: StoryboardEstimate): void {
  const { texts, print, columns } = session;
  const t = texts.table;
  const titles = [
    { title: t.shot, align: 'right' as const },
    { title: t.provider },
    { title: t.model },
    { title: t.pictures, align: 'right' as const },
    { title: t.prompt, elastic: true },
  ];
  const rows = preview.map(({ segmentIndex, providerId, model, references, prompt }) => [
    String(segmentIndex),
    providerId,
    model,
    references.length === 0 ? '' : String(references.length),
    plain(prompt),
  ]);
  if (rows.length > 0) renderTable(titles, rows, columns).forEach((line) => print(line));
  if (previewOmitted > 0) print(`… +${previewOmitted}`);
}
