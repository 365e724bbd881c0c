import { Readable } from 'node:stream';
import type { Clip } from '@cineflow/contracts';
import type { FetchClip, ClipStore, ReceiveLimits, ReceiveRequest } from '../src/index.ts';
import { CollectError } from '../src/index.ts';
import type { ObjectStore } from '../src/objects/object-store.ts';

/** A store with access to what is behind it, for one suite over all stores. */
export interface StoreUnderTest extends AsyncDisposable {
  store: ClipStore;
  /** The objects below the store, opened again. */
  openObjects(): Promise<ObjectStore>;
  /** Names of all files: objects and parts. */
  list(): Promise<string[]>;
  readText(key: string): Promise<string>;
  /** Changes one byte behind the store's back. */
  spoil(key: string): Promise<void>;
  remove(key: string): Promise<void>;
}

export const LIMITS: ReceiveLimits = { maxBytes: 50e6, totalTimeoutMs: 30_000, minBytesPerSecond: 1 };

/** A request with the defaults of the suite. */
export function request(
  key: string,
  fetch: FetchClip,
  changes: Partial<ReceiveRequest> = {},
): ReceiveRequest {
  return {
    key,
    fetch,
    limits: LIMITS,
    sidecar: (clip: Clip) => ({ sha256: clip.sha256, key: clip.key }),
    signal: new AbortController().signal,
    ...changes,
  };
}

/** The CollectError a promise is rejected with; anything else fails the test. */
export async function collectErrorOf(promise: Promise<unknown>): Promise<CollectError> {
  const outcome: unknown = await promise.then(
    () => 'a clip',
    (error: unknown) => error,
  );
  if (outcome instanceof CollectError) return outcome;
  throw new Error(`Expected a CollectError, got ${String(outcome)}`, { cause: outcome });
}

/** A body that delivers these bytes and breaks once they have been read. */
export function breakAfter(bytes: Buffer): Readable {
  const body = async function* () {
    yield bytes;
    throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  };
  return Readable.from(body(), { highWaterMark: 1 });
}
