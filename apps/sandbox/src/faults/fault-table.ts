/** Where a fault strikes: a create, the life of an operation, a poll or list, the download of a clip. */
export type FaultStage = 'create' | 'operation' | 'poll' | 'list' | 'clip';

interface FaultEntry {
  readonly stage: FaultStage;
  /** What happens. For creates it also says whether the operation was accepted and charged. */
  readonly effect: string;
  /** How often a tag without a count strikes: for creates per prompt, for the others per operation. Absent: always. */
  readonly tagTimes?: number;
}

/** Every fault by name. `pnpm start:sandbox` users read this as README's table; a test keeps the two equal. */
export const FAULTS = {
  'accepted-500': { stage: 'create', effect: 'accepted and charged; HTTP 200 with JSON code 500' },
  'accepted-http-500': { stage: 'create', effect: 'accepted and charged; HTTP 500 with JSON code 500' },
  'accepted-502': { stage: 'create', effect: 'accepted and charged; HTTP 502 with an HTML page' },
  'accepted-drop': {
    stage: 'create',
    effect: 'accepted and charged; the connection is reset without an answer',
  },
  'accepted-hang': {
    stage: 'create',
    effect: 'accepted and charged; never answers (closed after hangMaxMs)',
  },
  'accepted-cut-json': { stage: 'create', effect: 'accepted and charged; HTTP 200 with half of the JSON' },
  'accepted-no-id': { stage: 'create', effect: 'accepted and charged; HTTP 200 without task_id' },
  'accepted-no-data': { stage: 'create', effect: 'accepted and charged; HTTP 200 with data null' },
  'accepted-late': {
    stage: 'create',
    effect: 'accepted and charged after lateMs, even if the client has gone; then answered',
  },
  'accepted-odd-cost': { stage: 'create', effect: 'accepted and charged; answered with a cost of 1e308' },
  'refused-429': { stage: 'create', effect: 'not accepted; HTTP 429 in JSON, with Retry-After if set' },
  'refused-503-no-channel': {
    stage: 'create',
    effect: 'not accepted; HTTP 503 in JSON: no channel available',
  },
  'rejected-502': { stage: 'create', effect: 'not accepted; HTTP 502 with an HTML page' },
  'rejected-403': { stage: 'create', effect: 'not accepted; HTTP 403 with the page of a firewall' },
  'refused-drop': { stage: 'create', effect: 'not accepted; the connection is reset' },
  'content-refusal': { stage: 'create', effect: 'not accepted; code 1001, content against the rules' },
  'invalid-parameter': { stage: 'create', effect: 'not accepted; code 1001, parameter error' },
  'auth-401': { stage: 'create', effect: 'not accepted; code 401, bad key' },
  'balance-1012': { stage: 'create', effect: 'not accepted; code 1012, balance too low' },
  'render-failed': { stage: 'operation', effect: 'ends failed after its render time, with an error_msg' },
  'content-failed': {
    stage: 'operation',
    effect: 'ends failed after its render time: content against the rules',
  },
  'content-failed-object': { stage: 'operation', effect: 'the same, its error_msg an object' },
  'content-failed-list': { stage: 'operation', effect: 'the same, its error_msg a list' },
  'render-failed-empty': { stage: 'operation', effect: 'ends failed with an empty error_msg' },
  stuck: { stage: 'operation', effect: 'never ends; stays in flight' },
  'unknown-status': {
    stage: 'operation',
    effect: 'reports the undocumented status "reviewing" while it renders',
  },
  'progress-text': { stage: 'operation', effect: 'progress is a text such as "45%"' },
  'progress-absent': { stage: 'operation', effect: 'no progress in the answers' },
  'poll-429': { stage: 'poll', effect: 'HTTP 429 in JSON, with Retry-After if set' },
  'poll-500': { stage: 'poll', effect: 'HTTP 200 with JSON code 500' },
  'poll-html': { stage: 'poll', effect: 'HTTP 502 with an HTML page' },
  'poll-not-found-once': { stage: 'poll', effect: 'code 404 for a task that exists', tagTimes: 1 },
  'list-500': { stage: 'list', effect: 'HTTP 200 with JSON code 500' },
  'list-html': { stage: 'list', effect: 'HTTP 502 with an HTML page' },
  'list-429': { stage: 'list', effect: 'HTTP 429 in JSON, with Retry-After if set' },
  'list-cut-json': { stage: 'list', effect: 'HTTP 200 with half of the JSON' },
  'list-short': { stage: 'list', effect: 'every other row of the page is left out' },
  'list-shifted': { stage: 'list', effect: 'each page after the first starts three rows late' },
  'list-no-zone': { stage: 'list', effect: 'times are local ones without a zone' },
  'list-stale': { stage: 'list', effect: 'shows every operation as processing, whatever became of it' },
  'clip-html': { stage: 'clip', effect: 'HTTP 200 with an HTML page instead of the clip' },
  'clip-noise': { stage: 'clip', effect: 'HTTP 200 video/mp4, right length, random bytes' },
  'clip-empty': { stage: 'clip', effect: 'HTTP 200 video/mp4 with no byte' },
  'clip-cut': { stage: 'clip', effect: 'right Content-Length, the connection ends half-way' },
  'clip-short': { stage: 'clip', effect: 'the first half as if it were all; no error' },
  'clip-wrong-length': {
    stage: 'clip',
    effect: 'Content-Length says half of what is sent; the connection ends',
  },
  'clip-403': { stage: 'clip', effect: 'HTTP 403 with the storage error in XML' },
  'clip-expired': { stage: 'clip', effect: 'the link is dead until the task is polled again', tagTimes: 1 },
  'clip-slow': { stage: 'clip', effect: 'sent at slowBytesPerSecond' },
  'clip-turned': { stage: 'clip', effect: 'a whole clip of the other orientation than ordered' },
} as const satisfies Record<string, FaultEntry>;

export type FaultName = keyof typeof FAULTS;

/** The names of one stage's faults. */
export type FaultOf<Stage extends FaultStage> = {
  [Name in FaultName]: (typeof FAULTS)[Name]['stage'] extends Stage ? Name : never;
}[FaultName];

/** The entry of a name, or undefined where there is no such fault. */
export function findFault(name: string): FaultEntry | undefined {
  return Object.hasOwn(FAULTS, name) ? FAULTS[name as FaultName] : undefined;
}
