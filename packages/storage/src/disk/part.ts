import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { canProveSameBytes, formatPartName, FREE_OWNER, hashKey, newOwner } from '../part-name.ts';
import { followFile, type FileFollower } from './follow-file.ts';
import type { Place } from './place.ts';
import { hasCode } from './system-code.ts';

const FILE_MODE = 0o640;
const HEAD_BYTES = 512;

/**
 * A file on its way to its final name. Only the receiver that made it ever writes to it, so whatever another
 * process does (even one that was frozen for an hour), a published film has no second writer.
 */
export interface Part {
  place: Place;
  path: string;
  handle: FileHandle;
  hash: FileFollower;
  /** Bytes written so far. */
  sizeBytes: number;
  /** The first bytes, to say what a body was that is no film. */
  head: Buffer;
  totalBytes?: number;
  validator?: string;
}

/** Makes an empty part of our own beside its final name. */
export async function createPart(
  place: Place,
  source: { totalBytes?: number | undefined; validator?: string | undefined } = {},
): Promise<Part> {
  const facts = {
    ...(source.totalBytes !== undefined && { totalBytes: source.totalBytes }),
    ...(source.validator !== undefined &&
      canProveSameBytes(source.validator) && { validator: source.validator }),
  };
  const path = join(
    place.directory,
    formatPartName({ keyHash: hashKey(place.key), owner: newOwner(), ...facts }),
  );
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const handle = await open(path, flags, FILE_MODE);
  return { place, path, handle, hash: followFile(path), sizeBytes: 0, head: Buffer.alloc(0), ...facts };
}

/** Appends bytes; resolves when the system has taken all of them. They are hashed behind it. */
export async function appendToPart(part: Part, ...chunks: Uint8Array[]): Promise<void> {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const written = writeAll(part.handle, chunks, { position: part.sizeBytes, length });
  for (const chunk of chunks) {
    if (part.head.length < HEAD_BYTES) {
      part.head = Buffer.concat([part.head, chunk.subarray(0, HEAD_BYTES - part.head.length)]);
    }
  }
  await written;
  part.sizeBytes += length;
  part.hash.grownTo(part.sizeBytes);
}

async function writeAll(
  handle: FileHandle,
  chunks: Uint8Array[],
  { position, length }: { position: number; length: number },
): Promise<void> {
  let { bytesWritten: done } = await handle.writev(chunks, position);
  if (done >= length) return;
  const rest = Buffer.concat(chunks);
  while (done < length) {
    done += (await handle.write(rest, done, length - done, position + done)).bytesWritten;
  }
}

/** Closes a part and removes it. */
export async function removePart(part: Part): Promise<void> {
  part.hash.forget();
  await part.handle.close();
  await rm(part.path, { force: true });
}

/** Closes a part and leaves it to whoever tries next: from then on it may be claimed at once. */
export async function freePart(part: Part): Promise<void> {
  part.hash.forget();
  await part.handle.close();
  const name = formatPartName({ ...part, keyHash: hashKey(part.place.key), owner: FREE_OWNER });
  await rename(part.path, join(part.place.directory, name)).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
  });
}
