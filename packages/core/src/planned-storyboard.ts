import type { Priority, Warning } from '@cineflow/contracts';
import type { PlannedTake } from './model.ts';

/** One storyboard, planned, priced and ready to be kept. */
export interface PlannedStoryboard {
  id: string;
  name: string;
  providerId: string;
  model: string;
  priority: Priority;
  force: boolean;
  warnings: readonly Warning[];
  /** Most that all takes together may cost, micros; absent: no limit. */
  budgetMicros?: number;
  /** How often a take whose render failed is made, and paid, once more; absent: never. */
  retryFailed?: number;
  /** Name of the API key it was ordered with; absent where none was asked for. */
  apiKeyName?: string;
  takes: readonly PlannedTake[];
}

/** Weight of a storyboard in the fair queue: low still moves, high does not push the others out. */
export const PRIORITY_WEIGHT: Readonly<Record<Priority, number>> = { high: 4, normal: 2, low: 1 };

/** Id of a take; also the id of its job, so it holds no ":" and is not a bare number. */
export function takeIdOf(
  storyboardId: string,
  take: Pick<PlannedTake, 'segmentIndex' | 'takeNumber'>,
): string {
  return `${storyboardId}-${take.segmentIndex}-${take.takeNumber}`;
}
