import type { Procedure } from '../sql/procedure.ts';
import { acceptWhole, addTakes, openDraft, publish, sweepDrafts } from './accept-storyboard.ts';
import * as assets from './assets.ts';
import * as attempts from './attempts.ts';
import { begin, isOwnedBy } from './begin.ts';
import * as budgets from './budgets.ts';
import * as contents from './contents.ts';
import * as endings from './endings.ts';
import { cancel, dropRetries } from './cancel.ts';
import { carryOn } from './carry-on.ts';
import { claim } from './idempotency.ts';
import * as identity from './identity.ts';
import { countIncidents, incidents } from './incidents.ts';
import { orderRetry, retryable, retryNow } from './retry.ts';
import { restoreAttempt, restoreOperation } from './restore.ts';
import * as links from './links.ts';
import * as outcomes from './outcomes.ts';
import * as prices from './prices.ts';
import * as refunds from './refunds.ts';
import * as routes from './routes.ts';
import * as storyboards from './storyboards.ts';
import * as reads from './take-reads.ts';

/** One procedure. The interface of the book checks its arguments. */
export interface Entry {
  run: Procedure<never, unknown>;
  writes: boolean;
}

const write = (run: Procedure<never, unknown>): Entry => ({ run, writes: true });
const read = (run: Procedure<never, unknown>): Entry => ({ run, writes: false });

/** All procedures by name. A driver runs nothing else. */
export const procedures = {
  'identity.ensure': write(identity.ensure),
  'identity.read': read(identity.read),
  'identity.raiseEpoch': write(identity.raiseEpoch),
  'identity.bindStore': write(identity.bindStore),
  'identity.secret': write(identity.secret),

  'storyboards.acceptWhole': write(acceptWhole),
  'storyboards.openDraft': write(openDraft),
  'storyboards.addTakes': write(addTakes),
  'storyboards.publish': write(publish),
  'storyboards.sweepDrafts': write(sweepDrafts),
  'storyboards.read': read(storyboards.read),
  'storyboards.list': read(storyboards.list),
  'storyboards.takes': read(storyboards.takes),
  'storyboards.pause': write(storyboards.pause),
  'storyboards.resume': write(storyboards.resume),
  'storyboards.setBudget': write(storyboards.setBudget),
  'storyboards.remove': write(storyboards.remove),

  'takes.begin': write(begin),
  'takes.isOwnedBy': read(isOwnedBy),
  'takes.accept': write(outcomes.accept),
  'takes.routes': read(routes.routes),
  'takes.routed': read(routes.routed),
  'takes.reroute': write(routes.reroute),
  'takes.breakLink': write(links.breakLink),
  'takes.source': read(links.source),
  'takes.requeue': write(outcomes.requeue),
  'takes.markUnconfirmed': write(outcomes.markUnconfirmed),
  'takes.recordSuspects': write(attempts.recordSuspects),
  'takes.end': write(endings.end),
  'takes.markOverdue': write(endings.markOverdue),
  'takes.render': write(endings.render),
  'takes.store': write(endings.store),
  'takes.reuse': write(endings.reuse),
  'takes.cancel': write(cancel),
  'takes.dropRetries': write(dropRetries),
  'takes.retryNow': write(retryNow),
  'takes.retryable': read(retryable),
  'takes.orderRetry': write(orderRetry),
  'takes.carryOn': write(carryOn),
  'takes.unpriced': read(prices.unpriced),
  'takes.price': write(prices.price),
  'takes.countOpen': read(reads.countOpen),
  'takes.countOverdue': read(reads.countOverdue),
  'takes.stuck': read(reads.stuck),
  'takes.record': write(reads.record),
  'takes.read': read(reads.read),
  'takes.readMany': read(reads.readMany),
  'takes.timelines': read(reads.timelines),
  'takes.openVersions': read(reads.openVersions),
  'takes.lineRows': read(reads.lineRows),
  'takes.openRows': read(reads.openRows),
  'takes.queuedRows': read(reads.queuedRows),

  'attempts.open': read(attempts.open),
  'attempts.openProviders': read(attempts.openProviders),
  'attempts.countUnconfirmed': read(attempts.countUnconfirmed),
  'attempts.missing': read(attempts.missing),
  'attempts.restartWaits': write(attempts.restartWaits),

  'operations.bound': read(attempts.bound),
  'operations.bought': read(attempts.bought),
  'operations.page': read(attempts.ofPlaces),
  'operations.costs': read(refunds.costs),
  'operations.refund': write(refunds.refund),
  'operations.incidents': read(incidents),
  'operations.countIncidents': read(countIncidents),

  'contents.stored': read(contents.stored),
  'contents.lost': write(contents.lost),
  'contents.replace': write(contents.replace),
  'contents.adopt': write(contents.adopt),
  'contents.list': read(contents.list),

  'assets.add': write(assets.add),
  'assets.find': read(assets.find),
  'assets.facts': read(assets.facts),
  'assets.list': read(assets.list),
  'assets.remove': write(assets.remove),
  'assets.unused': read(assets.unused),

  // It may create today's row, so it is no pure read.
  'budgets.fitting': write(budgets.fitting),
  'budgets.ofKey': read(budgets.ofKey),
  'budgets.ofDay': read(budgets.ofDay),
  'budgets.ofProvider': read(budgets.ofProvider),
  'budgets.recordAudit': write(budgets.recordAudit),

  'lanes.decisions': read(identity.decisions),
  'lanes.decide': write(identity.decide),

  'keys.list': read(identity.listKeys),
  'keys.create': write(identity.createKey),
  'keys.revoke': write(identity.revokeKey),
  'keys.setBudget': write(identity.setKeyBudget),

  'idempotency.claim': write(claim),

  'restore.attempt': write(restoreAttempt),
  'restore.operation': write(restoreOperation),
} as const satisfies Readonly<Record<string, Entry>>;

export type ProcedureName = keyof typeof procedures;
