import { FINAL_TAKE_STATES } from '@cineflow/contracts';
import { readLuaBeside } from '../command.ts';
import { LANE_LUA } from '../lane-scripts.ts';

const FINAL_STATES = `local FINAL = { ${FINAL_TAKE_STATES.map((state) => `${state} = true`).join(', ')} }`;

/** Lua of all scripts about takes: the lane, the epoch and the records of takes. */
export const LINE_LUA: readonly string[] = [
  LANE_LUA,
  readLuaBeside(new URL('../epochs/', import.meta.url).href, 'epoch'),
  FINAL_STATES,
  readLuaBeside(import.meta.url, 'take'),
];
