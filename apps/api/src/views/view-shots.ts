import type { Shot, Take } from '@cineflow/contracts';
import { emptyCounts, storyboardState } from '@cineflow/core';

/** Groups takes, in document order, into their shots. */
export function viewShots(takes: readonly Take[]): Shot[] {
  const bySegment = Map.groupBy(takes, ({ segmentIndex }) => segmentIndex);
  return [...bySegment].map(([segmentIndex, takesOfShot]) => {
    const counts = emptyCounts();
    for (const { state } of takesOfShot) counts[state] += 1;
    return { segmentIndex, state: storyboardState(counts), takes: takesOfShot };
  });
}
