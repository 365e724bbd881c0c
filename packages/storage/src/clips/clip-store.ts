import type { Readable } from 'node:stream';
import type { Clip } from '@cineflow/contracts';
import type { ByteRange, LinkOptions } from '../objects/object-store.ts';

/** One answer to a download request. */
export interface Incoming {
  stream: Readable;
  /** Where the body begins in the complete file. */
  offsetBytes: number;
  /** Size of the complete file, when the server says it. */
  totalBytes?: number;
  /** ETag or Last-Modified: proves that a resumed body belongs to the same file. */
  validator?: string;
}

/** Fetches a file from an offset on. With `validator`, the server must answer from 0 if it changed. */
export type FetchClip = (
  from: { offsetBytes: number; validator?: string },
  signal: AbortSignal,
) => Promise<Incoming>;

export interface ReceiveLimits {
  maxBytes: number;
  /** Whole download, ms. */
  totalTimeoutMs: number;
  /** Below this speed over the window, the download ends. */
  minBytesPerSecond: number;
  /** Window of the speed, ms; 30 s when absent. */
  speedWindowMs?: number;
}

/** Makes the content of the sidecar JSON of a stored clip. */
export type MakeSidecar = (clip: Clip) => unknown;

export interface ReceiveRequest {
  key: string;
  fetch: FetchClip;
  limits: ReceiveLimits;
  sidecar: MakeSidecar;
  signal: AbortSignal;
}

/**
 * Clips, sidecars and posters. A key has only complete, verified bytes.
 * A clip whose key is taken gets the next free one (`…-2.mp4`): see `Clip.key`.
 * @throws CollectError from `receive` and `reuse`; InvalidKeyError from all for a key that leaves the store
 */
export interface ClipStore {
  receive(request: ReceiveRequest): Promise<Clip>;
  /**
   * True when the clip is still stored with its size and sha256.
   * @throws CollectError `storage-unavailable` when the store itself is gone: then no clip is lost
   */
  verify(clip: Clip): Promise<boolean>;
  /**
   * Stores a clip under a second key, without a second copy where possible. Under its own key, writes only a
   * missing sidecar.
   * @throws ClipNotFoundError when the clip is gone
   */
  reuse(clip: Clip, key: string, sidecar: MakeSidecar): Promise<Clip>;
  /** Null when there is no such clip. */
  stat(key: string): Promise<{ sizeBytes: number; modifiedAt: Date } | null>;
  /** @throws ClipNotFoundError when there is no such clip; RangeError for an empty range */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** An address clients may fetch the clip from; null where only `read` has it. */
  link(key: string, options: LinkOptions): Promise<string | null>;
  /** Keys of all clips, in no order. */
  list(): AsyncIterable<string>;
  /** Text of the sidecar of a clip; null when there is none. */
  readSidecar(key: string): Promise<string | null>;
  /** Parsed sidecars of all clips, without the unreadable ones. */
  sidecars(): AsyncIterable<unknown>;
  /** Makes a poster of a stored clip; false without ffmpeg, or where it fails. */
  addPoster(clip: Clip): Promise<boolean>;
  /**
   * The last frame as PNG, in full size; null where it has none.
   * @throws NoFfmpegError; ObjectNotFoundError when the clip is gone
   */
  lastFrame(clip: Clip): Promise<Buffer | null>;
  /** The JPEG beside a clip; null when there is none. */
  poster(key: string): Promise<Buffer | null>;
  /** Removes unfinished downloads unchanged for `olderThanMs`; returns how many. */
  sweepParts(olderThanMs: number): Promise<number>;
  /** The mark of the store, `name` where it had none: it reveals another store in its place. */
  mark(name: string): Promise<string>;
  /** The mark of the store; null where it has none. */
  findMark(): Promise<string | null>;
  isMarked(mark: string): Promise<boolean>;
  /** True with room for another clip and `moreBytes`. */
  hasRoom(moreBytes?: number): Promise<boolean>;
}
