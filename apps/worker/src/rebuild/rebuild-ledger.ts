import { setTimeout as sleep } from 'node:timers/promises';
import { readJournals, summarizeJournals, type JournalSummary } from '@cineflow/ledger';
import { nanoid } from 'nanoid';
import type { WorkerContext } from '../context.ts';
import { prepareQueues } from '../prepare-queues.ts';
import { adoptListed } from './adopt-listed.ts';
import { isAnythingMissing } from './find-missing.ts';
import { restoreFilms } from './restore-films.ts';
import { restoreStoryboards } from './restore-storyboards.ts';
import { restoreTakes } from './restore-takes.ts';

/** A rebuild that is not carried on for so long may be begun by another worker, ms. */
const HOLD_MS = 15_000;
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
  if (!(await ledger.holdRebuild(holder, HOLD_MS))) return;
  const before = await ledger.epoch();
  if (before.open) return;
  const isNew = !before.present && !before.lost;
  let journals = await readSummary(context);
  const isEmpty = journals.storyboards.length === 0 && journals.takes.length === 0;
  const isWhole = isEmpty
    ? isNew
    : before.present && !before.lost && !(await isAnythingMissing(ledger, journals));
  if (!isWhole) {
    await ledger.noteLoss();
    log.error('Redis lost data; the ledger is rebuilt, and nothing is sent until that is done');
    await holdFor(context, holder, context.sendBudgetMs + MARGIN_MS + settings.submit.settleMs);
    journals = await readSummary(context);
    await merge(context, journals, holder);
  }
  await prepareQueues(context);
  const { open } = await ledger.openEpoch(nanoid(), holder);
  log.info({ open, isWhole, storyboards: journals.storyboards.length }, 'epoch opened');
}

async function merge(context: WorkerContext, journals: JournalSummary, holder: string): Promise<void> {
  const steps = [
    () => restoreStoryboards(context, journals.storyboards),
    () => restoreTakes(context, journals.takes),
    () => restoreFilms(context),
    () => adoptListed(context),
  ];
  for (const step of steps) {
    await step();
    if (!(await context.ledger.holdRebuild(holder, HOLD_MS))) throw new Error('another worker rebuilds');
  }
}

async function readSummary(context: WorkerContext): Promise<JournalSummary> {
  const { entries, damaged } = await readJournals(context.settings.journalDirectory);
  if (damaged > 0) context.log.warn({ damaged }, 'journal lines that were torn are left out');
  return summarizeJournals(entries);
}

/** Waits without losing the hold on the rebuild. */
async function holdFor({ ledger }: WorkerContext, holder: string, ms: number): Promise<void> {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    await sleep(Math.max(0, Math.min(HOLD_MS / 3, until - performance.now())));
    if (!(await ledger.holdRebuild(holder, HOLD_MS))) throw new Error('another worker rebuilds');
  }
}
