import type { Priority, Warning } from '@cineflow/contracts';
import type { PlannedTake } from './model.ts';

/** A planned and priced storyboard, ready to be stored. */
export interface PlannedStoryboard {
  id: string;
  name: string;
  providerId: string;
  model: string;
  priority: Priority;
  force: boolean;
  warnings: readonly Warning[];
  /** Budget for all takes together, micros; absent: no limit. */
  budgetMicros?: number;
  /** Automatic paid retries of a take whose render failed; absent: none. */
  retryFailed?: number;
  /** Name of the API key that ordered it; absent if keys are off. */
  apiKeyName?: string;
  /** SHA-256 of our pictures that its takes are made with; absent: none. */
  assets?: readonly string[];
  takes: readonly PlannedTake[];
}

/** Weight in the fair queue: low priority still moves, high priority does not starve the others. */
export const PRIORITY_WEIGHT: Readonly<Record<Priority, number>> = { high: 4, normal: 2, low: 1 };

/** Id of a take; also the id of its job, so it holds no ":" and is not a bare number. */
export function takeIdOf(
  storyboardId: string,
  take: Pick<PlannedTake, 'segmentIndex' | 'takeNumber'>,
): string {
  return `${storyboardId}-${take.segmentIndex}-${take.takeNumber}`;
}
