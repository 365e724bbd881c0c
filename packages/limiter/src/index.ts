export { asAdmission, asList, type Admission } from './admission.ts';
export { explainWait, type LaneWait } from './explain-wait.ts';
export { createLane, laneKey, type Lane, type LaneStats, type TripReason } from './lane.ts';
export { laneLua } from './lane-scripts.ts';
export { defineScript, readLua, type RunScript } from './script.ts';
export { defineStep } from './step-script.ts';
