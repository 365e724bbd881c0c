import type { WaitReason } from '@cineflow/contracts';

type Sentence = string;
type Of<Value> = (value: Value) => Sentence;

/** What the program says while it works. A language without a text does not compile. */
export interface Texts {
  /** Between the items of a list, and after a heading. */
  list: string;
  colon: string;
  notes: {
    dotEnv: Of<string>;
    genCount: Of<number>;
    warning: string;
    more: Of<number>;
    shot: Of<number>;
    /** By its place in the document. */
    nthShot: Of<number>;
    noReason: string;
  };
  run: {
    known: (name: string, id: string) => Sentence;
    estimate: (what: EstimateText) => Sentence;
    priceUnknown: string;
    free: Sentence;
    total: Of<string>;
    confirm: Of<string>;
    nothingOrdered: Sentence;
    ordered: (name: string, id: string) => Sentence;
    retrying: (name: string, takes: number) => Sentence;
    retryHint: Sentence;
    takes: string;
    waiting: string;
    fetched: Of<number>;
    eta: Of<number>;
    apiAway: Sentence;
    clipsThere: (all: number, downloaded: number) => Sentence;
    ended: (what: EndText) => Sentence;
    comeBack: Of<string>;
    interrupted: Record<'before' | 'ordering' | 'ordered', Sentence>;
    again: (command: string, ids: string) => Sentence;
  };
  /** What a person can do about a reason. */
  hints: Record<WaitReason, Sentence>;
  table: Record<TableTitle, string>;
  manage: ManageTexts;
  doctor: DoctorTexts;
  up: UpTexts;
  wizard: WizardTexts;
  errors: ErrorTexts;
}

export interface EstimateText {
  name: string;
  shots: number;
  takes: number;
  reused: number;
  toPay: number;
}

export interface EndText {
  name: string;
  id: string;
  word: string;
  kept: number;
  takes: number;
  reused: number;
  money: string;
}

export type TableTitle =
  | 'storyboard'
  | 'shot'
  | 'take'
  | 'state'
  | 'cost'
  | 'clip'
  | 'provider'
  | 'model'
  | 'prompt'
  | 'pictures'
  | 'id'
  | 'ordered'
  | 'done'
  | 'breaker'
  | 'inFlight'
  | 'waiting'
  | 'operation'
  | 'refunded';

/** Looking at orders, and deciding about them. */
export interface ManageTexts {
  none: Sentence;
  spent: Of<string>;
  reserved: Of<string>;
  limit: Of<string>;
  eta: Of<string>;
  paused: Of<string>;
  resumed: Of<string>;
  cancelSure: Of<string>;
  cancelled: (takes: number, goesOn: number, money: string) => Sentence;
  retryNothing: Sentence;
  retryCost: (takes: number, price: string) => Sentence;
  retrySure: Sentence;
  retried: Of<number>;
  budgetSet: Of<string>;
  noBudget: string;
  nothingUnconfirmed: Sentence;
  evidence: string;
  suspects: string;
  search: Record<'running' | 'blocked' | 'impossible', Sentence>;
  decide: Sentence;
  whichOperation: Sentence;
  why: Sentence;
  sure: Record<'adopt' | 'not-accepted' | 'give-up', Sentence>;
  resolved: Of<string>;
  howToResolve: Of<string>;
  controlled: (id: string, action: string) => Sentence;
  noProvider: Sentence;
  receiptSum: (charged: string, reserved: string) => Sentence;
  unpriced: Of<number>;
  written: Of<string>;
  pulled: (all: number, downloaded: number, folder: string) => Sentence;
}

export interface DoctorTexts {
  node: Of<string>;
  api: Of<string>;
  key: Sentence;
  ready: Of<string>;
  workers: Of<number>;
  noWorkers: Sentence;
  clock: Of<number>;
  clockWrong: Of<number>;
  disk: (folder: string, free: string) => Sentence;
  diskLow: (folder: string, free: string) => Sentence;
  serverDisk: Of<string>;
  provider: (id: string, state: string) => Sentence;
  ffmpeg: Sentence;
  noFfmpeg: Sentence;
  proxy: Of<string>;
  good: Sentence;
  bad: Of<number>;
}

export interface UpTexts {
  starting: Of<number>;
  redis: Of<string>;
  noRedis: Of<string>;
  rehearsal: Sentence;
  providers: Of<string>;
  ready: Of<string>;
  folder: Of<string>;
  logs: Of<string>;
  try: Sentence;
  stop: Sentence;
  stopping: Sentence;
  ended: (name: string, lines: string) => Sentence;
  portTaken: Of<number>;
  alreadyRuns: Of<string>;
}

export interface WizardTexts {
  hello: Sentence;
  title: Sentence;
  shape: Sentence;
  shots: Sentence;
  seconds: Sentence;
  written: Of<string>;
  noShots: Sentence;
  ended: Sentence;
}

export interface ErrorTexts {
  oldNode: Of<string>;
  apiAddress: Of<string>;
  unreachable: Record<'refused' | 'timeout' | 'network' | 'foreign', Of<string>>;
  unreachableHint: Sentence;
  unexpected: Of<string>;
  requestId: Of<string>;
  noSuchPath: Of<string>;
  noStoryboard: Of<string>;
  tooLarge: Of<string>;
  empty: Of<string>;
  oneName: Sentence;
  zipOptions: Of<string>;
  refused: Of<string>;
  nothingOrdered: Sentence;
  genCount: Of<string>;
  needsYes: Sentence;
  needsTerminal: Sentence;
  clipNotFetched: (take: string, reason: string) => Sentence;
  nothingOrderedYet: Sentence;
  badAmount: Of<string>;
  oneDecision: Sentence;
  badAction: Of<string>;
  badShell: Of<string>;
  files: Record<'EACCES' | 'EPERM' | 'EROFS' | 'ENOSPC' | 'ENOTDIR' | 'EISDIR' | 'EEXIST', Of<string>>;
}
