import type { PlannedStoryboard } from '@cineflow/core';
import type { Book, KeptAnswer } from './book.ts';
import type { Driver } from './driver.ts';
import { headOf } from './procedures/accept-storyboard.ts';
import type { ProcedureName } from './procedures/registry.ts';
import { procedures } from './procedures/registry.ts';

/** A storyboard of more takes is written in parts: one long transaction would hold up every create. */
const WHOLE = 200;
/** Takes per part, and the pause between two of them, ms: creates go in between. */
const PART = 500;
const PAUSE_MS = 2;

/** The declared interface of the book over one of its drivers. */
export function createBook(driver: Driver): Book {
  const call =
    (name: ProcedureName) =>
    // The reply of a procedure is what the interface declares for its name; the suite of drivers checks it.
    (args: unknown): Promise<never> =>
      (procedures[name].writes ? driver.write(name, args) : driver.read(name, args)) as Promise<never>;
  return {
    driver: driver.kind,
    storyboards: {
      accept: (args) => acceptStoryboard(driver, args),
      read: call('storyboards.read'),
      list: call('storyboards.list'),
      takes: call('storyboards.takes'),
      pause: call('storyboards.pause'),
      resume: call('storyboards.resume'),
      setBudget: call('storyboards.setBudget'),
      remove: call('storyboards.remove'),
      sweepDrafts: call('storyboards.sweepDrafts'),
    },
    takes: {
      read: call('takes.read'),
      readMany: call('takes.readMany'),
      timelines: call('takes.timelines'),
      begin: call('takes.begin'),
      holds: call('takes.holds'),
      accept: call('takes.accept'),
      requeue: call('takes.requeue'),
      markUnconfirmed: call('takes.markUnconfirmed'),
      recordSuspects: call('takes.recordSuspects'),
      end: call('takes.end'),
      markOverdue: call('takes.markOverdue'),
      render: call('takes.render'),
      store: call('takes.store'),
      reuse: call('takes.reuse'),
      cancel: call('takes.cancel'),
      retry: call('takes.retry'),
      stuck: call('takes.stuck'),
      note: call('takes.note'),
      openVersions: call('takes.openVersions'),
      lineRows: call('takes.lineRows'),
      openRows: call('takes.openRows'),
      queuedRows: call('takes.queuedRows'),
    },
    attempts: {
      open: call('attempts.open'),
      countUnconfirmed: call('attempts.countUnconfirmed'),
      missing: call('attempts.missing'),
      restartWaits: call('attempts.restartWaits'),
    },
    operations: {
      bound: call('operations.bound'),
      bought: call('operations.bought'),
      ofStoryboard: call('operations.ofStoryboard'),
      incidents: call('operations.incidents'),
    },
    contents: {
      stored: call('contents.stored'),
      lost: call('contents.lost'),
      replace: call('contents.replace'),
      adopt: call('contents.adopt'),
      list: call('contents.list'),
    },
    budgets: {
      fitting: call('budgets.fitting'),
      ofKey: call('budgets.ofKey'),
      ofDay: call('budgets.ofDay'),
      ofProvider: call('budgets.ofProvider'),
      recordAudit: call('budgets.recordAudit'),
    },
    lanes: { decisions: call('lanes.decisions'), decide: call('lanes.decide') },
    keys: {
      list: call('keys.list'),
      create: call('keys.create'),
      revoke: call('keys.revoke'),
      setBudget: call('keys.setBudget'),
    },
    idempotency: { claim: call('idempotency.claim') },
    restore: { attempt: call('restore.attempt'), operation: call('restore.operation') },
    identity: {
      read: call('identity.read'),
      raiseEpoch: call('identity.raiseEpoch'),
      bindStore: call('identity.bindStore'),
    },
    health: () => driver.health(),
    backup: (path) => driver.backup(path),
    close: () => driver.close(),
  };
}

async function acceptStoryboard(
  driver: Driver,
  { storyboard, kept }: { storyboard: PlannedStoryboard; kept?: KeptAnswer | undefined },
): Promise<{ verdict: 'accepted' | 'superseded' }> {
  const { id, providerId, takes } = storyboard;
  type Verdict = { verdict: 'accepted' | 'superseded' };
  const last = kept ? { kept } : {};
  if (takes.length <= WHOLE) {
    return (await driver.write('storyboards.acceptWhole', { storyboard, ...last })) as Verdict;
  }
  await driver.write('storyboards.openDraft', { head: headOf(storyboard) });
  for (let start = 0; start < takes.length; start += PART) {
    const part = takes.slice(start, start + PART);
    await driver.write('storyboards.addTakes', { id, providerId, takes: part, place: start + 1 });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return (await driver.write('storyboards.publish', { id, ...last })) as Verdict;
}
