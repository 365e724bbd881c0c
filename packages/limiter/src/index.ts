export {
  asAdmission,
  asList,
  createLane,
  laneKey,
  laneLua,
  type Admission,
  type Lane,
  type LaneStats,
} from './lane.ts';
export { defineScript, readLua, type RunScript } from './script.ts';
