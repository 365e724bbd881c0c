import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { testPrefix } from '@cineflow/testkit';
import { compareLane, laneText, modelScript } from './compare.ts';
import { DIRECTED, DIRECTED_POLICY } from './directed.ts';
import { events, policies, type Event } from './events.ts';
import type { FullPolicy } from './step.ts';

const HAPPENINGS = fc.array(events, { minLength: 1, maxLength: 400, size: 'max' });
const RUNS = 100;

/**
 * Compares Lua and model over at least this many decisions; returns their number.
 * @throws Error with the smallest failing case
 */
export async function compareAtLeast(given: {
  redis: Redis;
  decisions: number;
  seed: number;
  text?: (name: string) => string;
  /** Any difference will do; the smallest is not looked for. */
  quick?: boolean;
}): Promise<number> {
  const { redis, decisions, text = laneText, quick = false } = given;
  const where = { redis, key: `${testPrefix()}:lane:model`, run: modelScript(text) };
  let compared = 0;
  const compare = async (policy: FullPolicy, list: readonly Event[]): Promise<void> => {
    compared += await compareLane(where, policy, list);
  };
  for (const list of DIRECTED) await compare(DIRECTED_POLICY, list);
  for (let { seed } = given; ; seed += 1) {
    if (compared >= decisions) return compared;
    await fc.assert(fc.asyncProperty(policies, HAPPENINGS, compare), {
      numRuns: RUNS,
      seed,
      endOnFailure: quick,
    });
  }
}
