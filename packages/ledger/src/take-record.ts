import { Failure, Film, TakeState, WaitReason, type TimelineEntry } from '@cineflow/contracts';
import type { Order } from '@cineflow/core';

/** A take as the ledger holds it. Times are Redis times in ms. */
export interface TakeRecord {
  id: string;
  storyboardId: string;
  storyboardName: string;
  segmentIndex: number;
  take: number;
  lane: string;
  model: string;
  fingerprint: string;
  order: Order;
  force: boolean;
  state: TakeState;
  attempt: number;
  createdAt: number;
  changedAt: number;
  begunAt?: number;
  submittedAt?: number;
  renderedAt?: number;
  finishedAt?: number;
  doubtAt?: number;
  /** While it is unconfirmed: operations nobody owns, any of which may be its own. */
  suspects?: string[];
  /** Who began the present attempt. */
  holder?: string;
  operationId?: string;
  costCents?: number;
  /** What it was to cost when it was ordered. */
  priceCents?: number;
  /** Set aside for the present attempt. */
  reservedCents?: number;
  progress?: number;
  /** Where the film was when the render was done; may have expired since. */
  link?: string;
  /** Downloads in a row that brought no film. */
  collectFailures?: number;
  film?: Film;
  failure?: Failure;
  wait?: WaitReason;
  waitUntil?: number;
  waitDetail?: string;
}

type Hash = Record<string, string>;

/** Reads a take's hash; null for a take that does not exist or was never published. */
export function toTakeRecord(id: string, hash: Hash): TakeRecord | null {
  const state = TakeState.safeParse(hash.state);
  if (!state.success) return null;
  return {
    id,
    storyboardId: hash.storyboardId ?? '',
    storyboardName: hash.storyboardName ?? '',
    segmentIndex: Number(hash.segmentIndex),
    take: Number(hash.take),
    lane: hash.lane ?? '',
    model: hash.model ?? '',
    fingerprint: hash.fingerprint ?? '',
    order: JSON.parse(hash.order ?? '{}') as Order,
    force: hash.force === '1',
    state: state.data,
    attempt: Number(hash.attempt ?? 0),
    createdAt: Number(hash.createdAt),
    changedAt: Number(hash.changedAt),
    ...optionalNumbers(hash),
    ...optionalWords(hash),
  };
}

function optionalNumbers(hash: Hash): Partial<TakeRecord> {
  const names = [
    'begunAt',
    'submittedAt',
    'renderedAt',
    'finishedAt',
    'doubtAt',
    'costCents',
    'priceCents',
    'reservedCents',
    'progress',
    'waitUntil',
    'collectFailures',
  ];
  const present = names.filter((name) => hash[name] !== undefined && hash[name] !== '');
  return Object.fromEntries(present.map((name) => [name, Number(hash[name])]));
}

function optionalWords(hash: Hash): Partial<TakeRecord> {
  const wait = WaitReason.safeParse(hash.wait);
  return {
    ...(hash.holder === undefined ? {} : { holder: hash.holder }),
    ...(hash.operationId === undefined ? {} : { operationId: hash.operationId }),
    ...(hash.suspects === undefined ? {} : { suspects: JSON.parse(hash.suspects) as string[] }),
    ...(hash.link === undefined ? {} : { link: hash.link }),
    ...(hash.film === undefined ? {} : { film: Film.parse(JSON.parse(hash.film)) }),
    ...(hash.failure === undefined ? {} : { failure: Failure.parse(JSON.parse(hash.failure)) }),
    ...(wait.success ? { wait: wait.data } : {}),
    ...(hash.waitDetail === undefined ? {} : { waitDetail: hash.waitDetail }),
  };
}

/** Reads one line of a take's timeline. */
export function toTimelineEntry(line: string): TimelineEntry {
  const { at, ...rest } = JSON.parse(line) as { at: number; event: string };
  return { ...rest, at: new Date(at).toISOString() };
}
