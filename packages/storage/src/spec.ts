import type { Readable } from 'node:stream';
import type { Film } from '@cineflow/contracts';

/** One answer to a download request. `offsetBytes` is where the body starts in the whole film. */
export interface Incoming {
  stream: Readable;
  offsetBytes: number;
  /** Size of the whole film, when the server says it. */
  totalBytes?: number;
  /** ETag or Last-Modified: proves that a resumed body belongs to the same film. */
  validator?: string;
}

/** Fetches a film from a byte offset on. With `validator`, the server must answer from 0 if it changed. */
export type FetchClip = (
  from: { offsetBytes: number; validator?: string },
  signal: AbortSignal,
) => Promise<Incoming>;

export interface ReceiveLimits {
  maxBytes: number;
  /** Whole download, ms. */
  totalTimeoutMs: number;
  /** Below this speed, measured over the speed window, the download is given up. */
  minBytesPerSecond: number;
  /** How far back the speed is measured, ms; 30 s when absent. */
  speedWindowMs?: number;
}

export interface ReceiveRequest {
  key: string;
  fetch: FetchClip;
  limits: ReceiveLimits;
  /** Content of the sidecar JSON, made once the film is verified. */
  sidecar: (film: Film) => unknown;
  signal: AbortSignal;
}

/** Byte range as HTTP has it: both ends inclusive. */
export interface ByteRange {
  start: number;
  end: number;
}

/** How a film is handed out by a link. */
export interface LinkOptions {
  expiresInSeconds: number;
  /** Value of the header of that name. */
  contentDisposition: string;
}

/**
 * Where films lie. A film stands under its key only when its bytes are complete and verified. Where other bytes
 * already stand under the key asked for, the film gets the next free one (`…-2.mp4`); `Film.key` says which.
 * @throws CollectError from `receive` and `reuse`; InvalidKeyError from all for a key that leaves the store
 */
export interface ClipStore {
  receive(request: ReceiveRequest): Promise<Film>;
  /**
   * True when the film is still stored with the recorded size and sha256.
   * @throws CollectError `storage-unavailable` where the store itself is gone or cannot be reached: then no film is lost
   */
  verify(film: Film): Promise<boolean>;
  /**
   * Makes an already stored film available under a second key, without a second copy where possible. Under its own
   * key only a missing sidecar is written.
   * @throws ClipNotFoundError when the film is gone
   */
  reuse(film: Film, key: string, sidecar: (film: Film) => unknown): Promise<Film>;
  /** Null when there is no such film. */
  stat(key: string): Promise<{ sizeBytes: number; modifiedAt: Date } | null>;
  /** @throws ClipNotFoundError when there is no such film; RangeError when the range starts behind its end */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** An address under which a client may fetch the film itself; null where films are only read through `read`. */
  link(key: string, options: LinkOptions): Promise<string | null>;
  /** The keys of all films, in no order. */
  list(): AsyncIterable<string>;
  /** The text of the sidecar beside a film; null when there is none. */
  readSidecar(key: string): Promise<string | null>;
  /** Makes a poster of a stored film; false where there is no ffmpeg, or it makes nothing of the film. */
  addPoster(film: Film): Promise<boolean>;
  /** The JPEG beside a film; null when there is none. */
  poster(key: string): Promise<Buffer | null>;
  /** Removes half-written downloads nobody has touched for `olderThanMs`; returns how many. */
  sweepParts(olderThanMs: number): Promise<number>;
  /** The descriptions beside all films, as they were written; those that cannot be read are left out. */
  sidecars(): AsyncIterable<unknown>;
  /** The mark of the store, `name` where it had none: by it another store in its place is noticed. */
  mark(name: string): Promise<string>;
  /** The mark of the store; null where it has none. */
  findMark(): Promise<string | null>;
  isMarked(mark: string): Promise<boolean>;
  /** True while there is room for another film, and for `moreBytes` besides. */
  hasRoom(moreBytes?: number): Promise<boolean>;
}
