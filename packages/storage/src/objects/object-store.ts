import type { Readable } from 'node:stream';
import type { Disk } from './disk/disk.ts';
import type { Place } from './disk/place.ts';

/** Proof of which bytes an object has. */
export interface Content {
  sizeBytes: number;
  sha256: string;
}

/** A complete local file. */
export interface LocalFile extends Content {
  path: string;
}

export interface ObjectFacts {
  sizeBytes: number;
  modifiedAt: Date;
  mediaType: string;
}

/** Byte range as in HTTP: both ends inclusive. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface LinkOptions {
  expiresInSeconds: number;
  /** Value of the header of that name. */
  contentDisposition: string;
}

export interface PutOptions {
  /** Key of the object this one belongs to: a missing folder is then an error. */
  beside?: string;
}

/**
 * Files under keys such as `a/b.mp4`, on a disk or in a bucket. An object appears complete and durable, or not at
 * all.
 * @throws InvalidKeyError for a key outside the store; ObjectNotFoundError for a missing object
 */
export interface ObjectStore {
  /** Where files are received before they get a key. */
  readonly disk: Disk;
  /** True where objects lie elsewhere: a complete part then outlives a failed `add`. */
  readonly isRemote: boolean;
  /** Where the parts of an object lie. Makes missing folders. */
  partPlace(key: string): Promise<Place>;

  /** Gives a complete, durable file from `partPlace` a free key; false when taken. The file may become the object. */
  add(key: string, file: LocalFile, signal?: AbortSignal): Promise<boolean>;
  /** Stores an object under a second, free key, without a second copy where possible. */
  copy(from: string, to: string, content: Content): Promise<boolean>;
  /** Stores bytes under a key, in place of what was there. */
  put(key: string, body: Buffer | Readable, options?: PutOptions): Promise<void>;
  /** An end behind the last byte means the last byte. @throws RangeError for an empty range */
  get(key: string, range?: ByteRange): Promise<Readable>;
  /** Null when there is no such object. */
  stat(key: string): Promise<ObjectFacts | null>;
  /** Reads the object again to compare its bytes. */
  matches(key: string, content: Content): Promise<boolean>;
  /** An address clients may fetch the object from; null where there is none. */
  link(key: string, options: LinkOptions): Promise<string | null>;
  /** Keys that begin with the prefix, in no order. */
  list(prefix?: string): AsyncIterable<string>;
  /** Does nothing when there is no such object. */
  remove(key: string): Promise<void>;
  /** Runs work on a local file with the object's bytes, gone afterwards where it is a copy. */
  withFile<Result>(key: string, work: (path: string) => Promise<Result>): Promise<Result>;

  /** True with room for another file and `moreBytes`. */
  hasRoom(moreBytes?: number): Promise<boolean>;
  /** Makes `hasRoom` try a real write, until one succeeds. */
  probeWrites(): void;
  /** Removes unfinished downloads and uploads of at least this age; returns their number. */
  sweepParts(olderThanMs: number): Promise<number>;
  /** @throws CollectError `storage-unavailable` when the store itself is gone */
  assertReachable(): Promise<void>;
  /** Sorts a failure of this store into a CollectError. Errors of ours stay as they are. */
  toStorageError(error: unknown): unknown;

  /** The mark that identifies the store; `name` where it had none. */
  mark(name: string): Promise<string>;
  /** Null where the store has no mark. */
  findMark(): Promise<string | null>;
  isMarked(mark: string): Promise<boolean>;
}
