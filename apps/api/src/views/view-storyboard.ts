import { TakeState, type Counts, type Storyboard, type Warning } from '@cineflow/contracts';
import type { StoryboardRecord } from '@cineflow/book';
import { defined, emptyCounts, progressOf, renderTimes, storyboardState, toCents } from '@cineflow/core';
import type { TakeView } from '../storyboards/take-views.ts';
import { estimateEta } from './estimate-eta.ts';
import { isoTime, optionalTime } from './iso-time.ts';
import type { LaneView } from './lane-view.ts';
import { storyboardLinks } from './storyboard-links.ts';
import { viewWaiting, type TakeGroup } from './view-waiting.ts';

/** Open takes of a storyboard for one provider and model. */
export interface StoryboardPart {
  providerId: string;
  model: string;
  takes: readonly TakeView[];
  lane: LaneView;
  /** Recent renders of the model, ms. */
  renderDurationsMs: readonly number[];
  /** Queue positions of its waiting takes, ascending. */
  places: readonly number[];
}

/** Inputs of a storyboard's view. */
export interface StoryboardFacts {
  record: StoryboardRecord;
  /** Without takes, reasons and times are derived from the counts, as in a list. */
  parts: readonly StoryboardPart[] | Pick<StoryboardPart, 'lane' | 'renderDurationsMs'>;
  settleMs: number;
  /** Currency of the book. */
  currency: string;
}

/** A storyboard as the API shows it. */
export function viewStoryboard(facts: StoryboardFacts): Storyboard {
  const { record, settleMs, currency } = facts;
  const shares = sharesOf(facts);
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
    ...defined({ orderedBy: record.apiKeyName }),
    shots,
    takes,
    progress: progressOf(counts),
    cost: {
      currency,
      spentCents: toCents(record.spentMicros),
      ...defined({ unpricedTakes: record.unpriced }),
      reservedCents: toCents(record.reservedMicros),
      ...(record.budgetMicros === undefined ? {} : { budgetCents: toCents(record.budgetMicros) }),
    },
    ...optionalTime('eta', etaOf(shares, 'p50') ?? undefined),
    ...optionalTime('etaLate', etaOf(shares, 'p90') ?? undefined),
    ...queueOf(shares),
    waiting: viewWaiting(groupsOf(facts), settleMs),
    createdAt: isoTime(record.createdAt),
    ...optionalTime('finishedAt', record.finishedAt),
  };
}

/** Warnings of the document, and the number of clips that deviate from it. */
function warningsOf({ warnings, differing }: StoryboardRecord): Warning[] {
  if (differing === undefined) return warnings;
  const clips = differing === 1 ? 'clip is' : 'clips are';
  const detail = `${differing} ${clips} not as ordered, in length or orientation; the takes say how`;
  return [...warnings, { pointer: '', code: 'clip-differs', detail, count: differing }];
}

function groupsOf({ record, parts }: StoryboardFacts): TakeGroup[] {
  if (isListed(parts))
    return parts.flatMap(({ takes, lane }) => takes.map((take) => ({ take, lane, count: 1 })));
  const { counts, isPaused } = record;
  const { lane } = parts;
  return TakeState.options.map((state) => ({ take: { state, isPaused }, lane, count: counts[state] }));
}

function isListed(parts: StoryboardFacts['parts']): parts is readonly StoryboardPart[] {
  return Array.isArray(parts);
}

/** Remaining work of one lane and model for a storyboard. */
interface Share extends Pick<StoryboardPart, 'lane' | 'renderDurationsMs'> {
  model: string;
  isPaused: boolean;
  counts: Counts;
  takes?: readonly TakeView[];
  places: readonly number[];
}

function sharesOf({ record, parts }: StoryboardFacts): Share[] {
  const { isPaused, counts, model } = record;
  if (!isListed(parts)) return [{ ...parts, model, isPaused, counts, places: [] }];
  return parts.map((part) => ({ ...part, isPaused, counts: countStates(part.takes) }));
}

function countStates(takes: readonly TakeView[]): Counts {
  const counts = emptyCounts();
  for (const { state } of takes) counts[state] += 1;
  return counts;
}

function queueOf(shares: readonly Share[]): Pick<Storyboard, 'queue'> {
  const firsts = shares.flatMap(({ places }) => places[0] ?? []);
  const lasts = shares.flatMap(({ places }) => places.at(-1) ?? []);
  return firsts.length === 0 ? {} : { queue: { next: Math.min(...firsts), last: Math.max(...lasts) } };
}

/** True if a part needs a person, another day or a worker to go on: its end is unknown. */
function isStopped({ isPaused, counts, takes = [], lane }: Share): boolean {
  if (lane.isNotSetUp || lane.noWorkerSince !== undefined || lane.bookAway !== undefined) return true;
  // Unconfirmed takes and failing downloads have no predictable end.
  if (counts.unconfirmed > 0 || takes.some(({ state, wait }) => state === 'collecting' && wait !== undefined))
    return true;
  if (counts.queued === 0) return false;
  const isOverBudget = ({ state, wait }: TakeView) => state === 'queued' && wait === 'budget';
  return (
    isPaused ||
    lane.isRecovering === true ||
    lane.storageFull === true ||
    takes.some((take) => isOverBudget(take))
  );
}

/** The end of the last share; null if one is unknown. */
function etaOf(shares: readonly Share[], late: 'p50' | 'p90'): number | null {
  const ends = shares.map((share) => etaOfShare(share, late));
  const known = ends.filter((end) => end !== null);
  return known.length < ends.length || known.length === 0 ? null : Math.max(...known);
}

function etaOfShare(share: Share, late: 'p50' | 'p90'): number | null {
  const { model, counts, takes, lane, renderDurationsMs, places } = share;
  if (isStopped(share)) return null;
  const inFlight = counts.submitting + counts.rendering + counts.overdue;
  const isInFlight = ({ state }: TakeView) =>
    state === 'submitting' || state === 'rendering' || state === 'overdue';
  const since = takes?.filter(isInFlight).map(({ submittedAt }) => submittedAt ?? lane.now);
  return estimateEta({
    now: lane.now,
    waiting: Math.max(counts.queued, places.at(-1) ?? 0),
    inFlightSince: since ?? Array.from({ length: inFlight }, () => lane.now),
    capacity: Math.min(lane.capacity, lane.models[model]?.maximum ?? lane.capacity),
    ...defined({ throttledUntil: lane.throttledUntil }),
    renderMs: renderTimes(renderDurationsMs)?.[late] ?? null,
  });
}
