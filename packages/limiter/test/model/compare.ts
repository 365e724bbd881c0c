import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Redis } from 'ioredis';
import { defineScript, readLua, type RunScript } from '../../src/script.ts';
import { playScenario } from './scenario.ts';
import type { Event } from './events.ts';
import type { ReferenceLane } from './reference-lane.ts';
import type { Answer, FullPolicy } from './step.ts';

type Text = (name: string) => string;
type Hash = Record<string, string>;
interface Reply {
  answers: Answer[];
  left: Record<'condition' | 'permits' | 'wakes' | 'later' | 'trying' | 'flows', Hash>;
}

const SCRIPTS = ['configure', 'admit', 'wake-again', 'control', 'stats'];

/** Text of one of the lane's Lua files. */
export const laneText: Text = (name) => readLua(new URL('../../src/lane.ts', import.meta.url).href, name);

/** The lane's own Lua, all of it but its clock, behind an interpreter of steps. `text` gives its files. */
export function modelScript(text: Text = laneText): RunScript<Reply> {
  const scripts = SCRIPTS.map((name) => `SCRIPTS['${name}'] = function(KEYS, ARGV)\n${text(name)}\nend`);
  const steps = readFileSync(new URL('steps.lua', import.meta.url), 'utf8');
  return defineScript<Reply>(steps, [
    'local moment\nlocal function clock_ms() return moment end',
    ...['fair-queue', 'breaker', 'lane'].map(text),
    `local SCRIPTS = {}\n${scripts.join('\n')}`,
  ]);
}

/**
 * Applies events to model and Lua; compares every answer and the final state. Returns the number of decisions.
 * @throws Error naming the first different step
 */
export async function compareLane(
  where: { redis: Redis; key: string; run: RunScript<Reply> },
  policy: FullPolicy,
  events: readonly Event[],
): Promise<number> {
  const { steps, answers, lane } = playScenario(policy, events);
  const reply = await where.run(where.redis, [where.key], [JSON.stringify(steps)]);
  for (const [index, expected] of answers.entries()) {
    const given = tidy(reply.answers[index] ?? {});
    if (isDeepStrictEqual(given, tidy(expected))) continue;
    const step = JSON.stringify(steps[index]);
    throw new Error(
      `step ${index} ${step}\n model ${JSON.stringify(tidy(expected))}\n redis ${JSON.stringify(given)}`,
    );
  }
  const expected = leftOf(lane);
  const left = { ...reply.left, condition: conditionOf(reply.left.condition) };
  if (!isDeepStrictEqual(left, expected)) {
    throw new Error(`left behind\n model ${JSON.stringify(expected)}\n redis ${JSON.stringify(left)}`);
  }
  return answers.length;
}

/** cjson does not distinguish empty list and object; absent equals empty. */
function tidy(answer: Answer): object {
  const entries = Object.entries(answer).filter(
    ([, value]) => typeof value !== 'object' || value === null || Object.keys(value).length > 0,
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const COUNTS = ['trips', 'relapses', 'errors', 'failures', 'observations', 'throttles'] as const;

function conditionOf(hash: Hash): Hash {
  const names = [...COUNTS, 'proven', 'vtime'];
  return Object.fromEntries(names.map((name) => [name, hash[name] ?? '0']));
}

function leftOf(lane: ReferenceLane): Reply['left'] {
  const numbers = (map: ReadonlyMap<string, number>) =>
    Object.fromEntries([...map].map(([take, at]) => [take, String(at)]));
  const { counts, proven, line } = lane;
  const condition = {
    ...Object.fromEntries(COUNTS.map((name) => [name, String(counts[name])])),
    proven: String(proven),
    vtime: String(line.turn),
  };
  const trying = [...lane.trying].map(([take, seen]) => [take, `${seen.trips}:${seen.observations}`]);
  return {
    condition,
    permits: numbers(lane.permits),
    wakes: numbers(lane.wakes),
    later: numbers(line.later),
    trying: Object.fromEntries(trying) as Hash,
    flows: Object.fromEntries(line.flows),
  };
}
