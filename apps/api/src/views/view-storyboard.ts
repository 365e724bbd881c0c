import { TakeState, type Storyboard, type Warning } from '@cineflow/contracts';
import type { StoryboardRecord } from '@cineflow/book';
import { progressOf, renderTimes, storyboardState, toCents } from '@cineflow/core';
import type { TakeView } from '../storyboards/take-views.ts';
import { estimateEta } from './estimate-eta.ts';
import { isoTime, optionalTime } from './iso-time.ts';
import type { LaneView } from './lane-view.ts';
import { storyboardLinks } from './storyboard-links.ts';
import { viewWaiting, type TakeGroup } from './view-waiting.ts';

/** What a storyboard's view is made of. */
export interface StoryboardFacts {
  record: StoryboardRecord;
  /** Its takes; without them reasons and times come from the counts alone, as a list shows them. */
  takes?: readonly TakeView[];
  lane: LaneView;
  /** Recent renders of its model, ms. */
  renderDurationsMs: readonly number[];
  settleMs: number;
  /** Currency of the book. */
  currency: string;
  /** Places in line of its waiting takes, ascending. */
  places?: readonly number[];
}

/** A storyboard as the API shows it. */
export function viewStoryboard(facts: StoryboardFacts): Storyboard {
  const { record, lane, settleMs, currency } = facts;
  const { id, name, counts, providerId, model, priority, shots, takes } = record;
  return {
    id,
    name,
    state: storyboardState(counts, record.isPaused),
    counts,
    warnings: warningsOf(record),
    links: storyboardLinks(id),
    providerId,
    model,
    priority,
    ...(record.apiKeyName === undefined ? {} : { orderedBy: record.apiKeyName }),
    shots,
    takes,
    progress: progressOf(counts),
    cost: {
      currency,
      spentCents: toCents(record.spentMicros),
      reservedCents: toCents(record.reservedMicros),
      ...(record.budgetMicros === undefined ? {} : { budgetCents: toCents(record.budgetMicros) }),
    },
    ...optionalTime('eta', etaOf(facts, 'p50') ?? undefined),
    ...optionalTime('etaLate', etaOf(facts, 'p90') ?? undefined),
    ...queueOf(facts),
    waiting: viewWaiting(groupsOf(facts), lane, settleMs),
    createdAt: isoTime(record.createdAt),
    ...optionalTime('finishedAt', record.finishedAt),
  };
}

/** What was repaired in the document, and how many clips are not what it asked for. */
function warningsOf({ warnings, differing }: StoryboardRecord): Warning[] {
  if (differing === undefined) return warnings;
  const clips = differing === 1 ? 'clip is' : 'clips are';
  const detail = `${differing} ${clips} not as ordered, in length or orientation; the takes say how`;
  return [...warnings, { pointer: '', code: 'clip-differs', detail, count: differing }];
}

function groupsOf({ record, takes }: StoryboardFacts): TakeGroup[] {
  if (takes !== undefined) return takes.map((take) => ({ take, count: 1 }));
  const { counts, isPaused } = record;
  return TakeState.options.map((state) => ({ take: { state, isPaused }, count: counts[state] }));
}

function queueOf({ places = [] }: StoryboardFacts): Pick<Storyboard, 'queue'> {
  const [next, last] = [places[0], places.at(-1)];
  return next === undefined || last === undefined ? {} : { queue: { next, last } };
}

/** True where some of it goes on only when a person, another day or a worker lets it: its end is not known. */
function isStopped({ record, takes = [], lane }: StoryboardFacts): boolean {
  if (lane.noWorkerSince !== undefined || lane.bookAway !== undefined) return true;
  // What is unconfirmed or cannot be fetched ends at a time nothing is known of.
  if (
    record.counts.unconfirmed > 0 ||
    takes.some(({ state, wait }) => state === 'collecting' && wait !== undefined)
  )
    return true;
  if (record.counts.queued === 0) return false;
  const isOverBudget = ({ state, wait }: TakeView) => state === 'queued' && wait === 'budget';
  return record.isPaused || lane.isRecovering === true || takes.some((take) => isOverBudget(take));
}

function etaOf(facts: StoryboardFacts, share: 'p50' | 'p90'): number | null {
  const { record, takes, lane, renderDurationsMs, places = [] } = facts;
  const { counts } = record;
  if (isStopped(facts)) return null;
  const inFlight = counts.submitting + counts.rendering + counts.overdue;
  const isInFlight = ({ state }: TakeView) =>
    state === 'submitting' || state === 'rendering' || state === 'overdue';
  const since = takes?.filter(isInFlight).map(({ submittedAt }) => submittedAt ?? lane.now);
  return estimateEta({
    now: lane.now,
    waiting: Math.max(counts.queued, places.at(-1) ?? 0),
    inFlightSince: since ?? Array.from({ length: inFlight }, () => lane.now),
    capacity: Math.min(lane.capacity, lane.models[record.model]?.maximum ?? lane.capacity),
    ...(lane.throttledUntil === undefined ? {} : { throttledUntil: lane.throttledUntil }),
    renderMs: renderTimes(renderDurationsMs)?.[share] ?? null,
  });
}
