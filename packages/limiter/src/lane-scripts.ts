import type { Admission } from './admission.ts';
import type { LaneStats } from './lane.ts';
import { defineScript, readLua } from './script.ts';

/** Shared Lua of a lane, included by every script that frees a permit. */
export const LANE_LUA = ['clock', 'fair-queue', 'breaker', 'lane']
  .map((name) => readLua(import.meta.url, name))
  .join('\n');

const script = <Reply>(name: string) => defineScript<Reply>(readLua(import.meta.url, name), [LANE_LUA]);

/** Scripts of a lane that are not about takes. */
export const LANE_SCRIPTS = {
  configure: script<Admission>('configure'),
  admit: script<Admission>('admit'),
  wakeAgain: script<Admission>('wake-again'),
  control: script<Admission>('control'),
  stats: script<LaneStats>('stats'),
  positions: script<number[]>('positions'),
};
