import { TakeState, Warning, type Counts, type Priority } from '@cineflow/contracts';

/** A storyboard as the ledger holds it. Times are Redis times in ms. */
export interface StoryboardRecord {
  id: string;
  name: string;
  provider: string;
  model: string;
  priority: Priority;
  shots: number;
  takes: number;
  warnings: Warning[];
  counts: Counts;
  spentCents: number;
  reservedCents: number;
  budgetCents?: number;
  /** When a person last changed that. */
  budgetAt?: number;
  /** Name of the API key it was ordered with. */
  spender?: string;
  retryFailed?: number;
  /** Its waiting takes stand beside the line until somebody resumes it. */
  isPaused: boolean;
  /** When a person last paused or resumed it. */
  heldAt?: number;
  createdAt: number;
  finishedAt?: number;
}

/** Weight of a storyboard in the fair ring: low still moves, high does not push the others out. */
export const PRIORITY_WEIGHT: Readonly<Record<Priority, number>> = { high: 4, normal: 2, low: 1 };

/** Reads a storyboard's hash; null for one that does not exist or was never published. */
export function toStoryboardRecord(id: string, hash: Record<string, string>): StoryboardRecord | null {
  if (hash.createdAt === undefined) return null;
  const counts = Object.fromEntries(
    TakeState.options.map((state) => [state, Number(hash[`count:${state}`] ?? 0)]),
  );
  return {
    id,
    name: hash.name ?? id,
    provider: hash.provider ?? '',
    model: hash.model ?? '',
    priority: (hash.priority ?? 'normal') as Priority,
    shots: Number(hash.shots),
    takes: Number(hash.takes),
    warnings: Warning.array().parse(JSON.parse(hash.warnings ?? '[]')),
    counts: counts as Counts,
    spentCents: Number(hash.spentCents ?? 0),
    reservedCents: Math.max(0, Number(hash.reservedCents ?? 0)),
    ...(hash.budgetCents === undefined ? {} : { budgetCents: Number(hash.budgetCents) }),
    ...(hash.budgetAt === undefined ? {} : { budgetAt: Number(hash.budgetAt) }),
    isPaused: hash.paused === '1',
    ...(hash.heldAt === undefined ? {} : { heldAt: Number(hash.heldAt) }),
    ...(hash.retryFailed === undefined ? {} : { retryFailed: Number(hash.retryFailed) }),
    ...(hash.spender === undefined ? {} : { spender: hash.spender }),
    createdAt: Number(hash.createdAt),
    ...(hash.finishedAt === undefined ? {} : { finishedAt: Number(hash.finishedAt) }),
  };
}
