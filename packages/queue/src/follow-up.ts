import type { LineTake } from '@cineflow/core';
import type { Wake } from './wake.ts';

/** What the limiter answers: who was given a permit, and when to look again. */
interface Admission {
  admitted: string[];
  nextChangeAt?: number;
}

/** What follows a step of the book: rows that changed, of any provider, and what the step says of this one. */
interface After<Outcome> {
  moved: readonly LineTake[];
  outcome?: Outcome | undefined;
  firstPollMs?: number | undefined;
  kind?: string | undefined;
  renderMs?: number | undefined;
  witness?: string | undefined;
}

/** The part of a line that is told. */
interface Line<Outcome> {
  put(
    args: Omit<After<Outcome>, 'moved'> & { takes: readonly LineTake[] },
  ): Promise<Admission & { ended: string[] }>;
}

/**
 * Tells Redis what the book has decided, then wakes every take that may go on. It never rejects: the decision stands, and
 * convergence tells Redis again. Answers who was admitted; none where Redis was not reached.
 */
export type FollowUp<Outcome> = (providerId: string, after: After<Outcome>) => Promise<readonly string[]>;

/** Makes a follow-up over the lines of all providers. */
export function createFollowUp<Outcome>(parts: {
  line: (providerId: string) => Line<Outcome>;
  wake: Wake;
  onError: (error: unknown) => void;
}): FollowUp<Outcome> {
  const tell = async (providerId: string, { moved, ...rest }: After<Outcome>): Promise<string[]> => {
    if (moved.length === 0 && rest.outcome === undefined) return [];
    try {
      const { admitted, ended, ...more } = await parts.line(providerId).put({ takes: moved, ...rest });
      // The parked jobs of takes that became final run once more, and end.
      await parts.wake(providerId, { ...more, admitted: [...admitted, ...ended] });
      return admitted;
    } catch (error) {
      parts.onError(error);
      return [];
    }
  };
  return async (providerId, { moved, ...rest }) => {
    const lanes = Map.groupBy(moved, (row) => row.providerId);
    const own = tell(providerId, { ...rest, moved: lanes.get(providerId) ?? [] });
    lanes.delete(providerId);
    const others = [...lanes].map(([other, rows]) => tell(other, { moved: rows }));
    return (await Promise.all([own, ...others])).flat();
  };
}
