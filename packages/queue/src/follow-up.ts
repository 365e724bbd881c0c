import type { LineTake } from '@cineflow/core';
import type { Wake } from './wake.ts';

/** Reply of the limiter: admitted takes and the next admission time. */
interface Admission {
  admitted: string[];
  nextChangeAt?: number;
}

/** Effects of a step of the book: changed rows of any provider, and the outcome for this one. */
interface After<Outcome> {
  moved: readonly LineTake[];
  outcome?: Outcome | undefined;
  firstPollMs?: number | undefined;
  kind?: string | undefined;
  renderMs?: number | undefined;
  witness?: string | undefined;
}

/** The part of a line needed here. */
interface Line<Outcome> {
  put(
    args: Omit<After<Outcome>, 'moved'> & { takes: readonly LineTake[] },
  ): Promise<Admission & { ended: string[] }>;
}

/**
 * Puts committed changes into Redis, then wakes every take that may go on. Returns the admitted takes.
 * Never rejects: the commit stands, and convergence repeats a failed put.
 */
export type FollowUp<Outcome> = (providerId: string, after: After<Outcome>) => Promise<readonly string[]>;

/** Creates a follow-up over the lines of all providers. */
export function createFollowUp<Outcome>(parts: {
  line: (providerId: string) => Line<Outcome>;
  wake: Wake;
  onError: (error: unknown) => void;
}): FollowUp<Outcome> {
  const tell = async (providerId: string, { moved, ...rest }: After<Outcome>): Promise<string[]> => {
    if (moved.length === 0 && rest.outcome === undefined) return [];
    try {
      const { admitted, ended, ...more } = await parts.line(providerId).put({ takes: moved, ...rest });
      // Parked jobs of final takes run once more, and end.
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
