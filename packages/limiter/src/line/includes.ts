import { FINAL_TAKE_STATES } from '@cineflow/contracts';
import { readLuaBeside } from '../command.ts';
import { laneLua } from '../lane-scripts.ts';

const finalStates = `local FINAL = { ${FINAL_TAKE_STATES.map((state) => `${state} = true`).join(', ')} }`;

/** Lua of every script that concerns the takes of a lane: the lane, the epoch, and the records of takes. */
export const lineLua: readonly string[] = [
  laneLua,
  readLuaBeside(new URL('../epochs/', import.meta.url).href, 'epoch'),
  finalStates,
  readLuaBeside(import.meta.url, 'take'),
];
