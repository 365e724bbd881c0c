import { setTimeout as sleep } from 'node:timers/promises';
import { readJournals, summarizeJournals, type JournalSummary } from '@cineflow/ledger';
import { nanoid } from 'nanoid';
import type { WorkerContext } from '../context.ts';
import { prepareQueues } from '../prepare-queues.ts';
import { adoptListed } from './adopt-listed.ts';
import { isAnythingMissing } from './find-missing.ts';
import { keepHold, type Hold } from './keep-hold.ts';
import { restoreBudgets } from './restore-budgets.ts';
import { restoreFilms } from './restore-films.ts';
import { restoreLanes } from './restore-lanes.ts';
import { restoreSpent } from './restore-spent.ts';
import { restoreStops } from './restore-stops.ts';
import { restoreStoryboards } from './restore-storyboards.ts';
import { restoreTakes } from './restore-takes.ts';

/** Margin over the send budget, for the clock and the write itself. */
const MARGIN_MS = 1000;

/**
 * Opens the barrier again after Redis was restarted, rolled back, failed over or emptied. Where nothing is missing
 * that a journal knows, at once. Otherwise journals, stored films and the provider's list are merged into the
 * ledger first, after the time in which a create that is under way can still arrive.
 */
export async function rebuildLedger(context: WorkerContext): Promise<void> {
  const { ledger, log, settings } = context;
  const holder = nanoid();
  await using hold = await keepHold(context, holder);
  if (hold === null) return;
  const before = await ledger.epoch();
  if (before.open) return;
  const isNew = !before.present && !before.lost;
  let journals = await readSummary(context);
  const isWhole = journals.isEmpty
    ? isNew
    : before.present && !before.lost && !(await isAnythingMissing(ledger, journals));
  if (!isWhole) {
    const { lostForMs = 0 } = await ledger.noteLoss();
    log.error(
      { lostForMs },
      'Redis lost data; the ledger is rebuilt, and nothing is sent until that is done',
    );
    // Another worker may have waited for a part of it before it died.
    const quietMs = context.sendBudgetMs + MARGIN_MS + settings.submit.settleMs;
    await sleep(Math.max(0, quietMs - lostForMs), undefined, { signal: context.stopping });
    await hold.check();
    journals = await readSummary(context);
    await merge(context, journals, hold);
  }
  await (isWhole && before.present ? prepareQueues(context) : restoreLanes(context, journals));
  const { open } = await ledger.openEpoch(nanoid(), holder);
  log.info({ open, isWhole, storyboards: journals.storyboards.length }, 'epoch opened');
}

async function merge(context: WorkerContext, journals: JournalSummary, hold: Hold): Promise<void> {
  const steps = [
    () => restoreStoryboards(context, journals.storyboards),
    () => restoreBudgets(context, journals),
    () => restoreTakes(context, journals.takes),
    () => restoreStops(context, journals),
    () => restoreSpent(context, journals.archived),
    () => restoreFilms(context),
    () => adoptListed(context),
  ];
  for (const step of steps) {
    await step();
    await hold.check();
  }
}

async function readSummary(context: WorkerContext): Promise<JournalSummary> {
  const { entries, damaged } = await readJournals(context.settings.journalDirectory);
  if (damaged > 0) context.log.warn({ damaged }, 'journal lines that were torn are left out');
  return summarizeJournals(entries);
}
