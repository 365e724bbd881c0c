import type { Words } from '@cineflow/words';

/** All texts of the demo. A language without a text does not compile. */
export interface Catalogue extends Pick<Words, 'states' | 'waitReasons' | 'breaker' | 'warnings'> {
  help: string;
  stack: {
    oldNode: (version: string) => string;
    redis: string;
    starting: (workers: number) => string;
    stopping: string;
    ready: string;
    api: string;
    documentation: string;
    board: string;
    bill: string;
    clips: string;
    logs: string;
    faults: string;
    kept: (folder: string) => string;
    fresh: (folder: string) => string;
    ended: (name: string) => string;
  };
  orders: {
    posted: (name: string, takes: number) => string;
    warning: string;
    shot: (segmentIndex: number) => string;
    refused: (file: string) => string;
  };
  pictures: {
    posted: (name: string, takes: number, provider: string, files: number) => string;
    /** How pictures went to a provider: by link, within the request, or several on one sheet. */
    arrived: (provider: string, ways: Record<'link' | 'data' | 'sheet', number>) => string;
    /** Files that did not arrive, and how many others did. */
    wrong: (missing: readonly string[], others: number) => string;
  };
  progress: {
    takes: string;
    inFlight: string;
    breaker: string;
    waiting: string;
    eta: (seconds: number) => string;
    tooLong: (seconds: number) => string;
  };
  table: Record<'storyboard' | 'shot' | 'take' | 'provider' | 'state' | 'seconds' | 'cost' | 'clip', string>;
  result: {
    creates: (accepted: number, refused: number) => string;
    clipsChecked: (clips: number, sizeText: string) => string;
    paidPerTake: (figure: string) => string;
    reused: (takes: number) => string;
    maxInFlight: (most: number, limit: number) => string;
    cost: (amount: string) => string;
    faultsSeen: string;
    downloads: (downloads: number, clips: number) => string;
    good: (seconds: number) => string;
    bad: string;
    seeLogs: (folder: string) => string;
    notDone: string;
    paidForNothing: string;
    notOnBill: string;
    overLimit: (most: number, limit: number) => string;
    clipWrong: string;
  };
  keep: {
    running: string;
    stop: string;
    interrupted: string;
  };
}
