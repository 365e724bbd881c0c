import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../errors.ts';
import { followFile, type FileFollower } from './follow-file.ts';
import type { Place } from './place.ts';

/** What the name of a part says: no second file could get lost. */
export interface PartName {
  keyHash: string;
  /** The only receiver that may write to it; `free` once that gave it up. */
  owner: string;
  totalBytes?: number;
  validator?: string;
}

/** A file on its way to its key. Only its own receiver writes to it: a published file has no second writer. */
export interface Part {
  place: Place;
  path: string;
  handle: FileHandle;
  hash: FileFollower;
  /** Bytes written so far. */
  sizeBytes: number;
  /** First bytes, to describe a body of the wrong type. */
  head: Buffer;
  totalBytes?: number;
  validator?: string;
}

export const FREE_OWNER = 'free';
const FILE_MODE = 0o640;
const HEAD_BYTES = 512;
const MAX_VALIDATOR_BYTES = 96;
const NAME = /^([0-9a-f]{16})\.(free|[0-9a-f]{16})\.(\d{1,15}|x)\.([A-Za-z0-9_-]{1,128}|)\.part$/;

/** Names the key of a part: short, however long the key. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/** A name no other receiver has. */
export function newOwner(): string {
  return randomBytes(8).toString('hex');
}

/** File name of a part. Leaves out a validator that cannot prove equal bytes. */
export function formatPartName({ keyHash, owner, totalBytes, validator }: PartName): string {
  const proof = validator !== undefined && canProveSameBytes(validator) ? validator : '';
  return `${keyHash}.${owner}.${totalBytes ?? 'x'}.${Buffer.from(proof).toString('base64url')}.part`;
}

/** Reads a file name back; null when it names no part of ours. */
export function parsePartName(name: string): PartName | null {
  const [, keyHash, owner, total, validator] = NAME.exec(name) ?? [];
  if (keyHash === undefined || owner === undefined) return null;
  return {
    keyHash,
    owner,
    ...(total !== undefined && total !== 'x' && { totalBytes: Number(total) }),
    ...(validator && { validator: Buffer.from(validator, 'base64url').toString() }),
  };
}

/** False for weak ETags, which only promise equal meaning, and for long ones. */
export function canProveSameBytes(validator: string): boolean {
  return (
    validator !== '' && !validator.startsWith('W/') && Buffer.byteLength(validator) <= MAX_VALIDATOR_BYTES
  );
}

/** Makes an empty part beside its final name. */
export async function createPart(
  place: Place,
  source: { totalBytes?: number | undefined; validator?: string | undefined } = {},
): Promise<Part> {
  const facts = {
    ...(source.totalBytes !== undefined && { totalBytes: source.totalBytes }),
    ...(source.validator !== undefined &&
      canProveSameBytes(source.validator) && { validator: source.validator }),
  };
  const name = formatPartName({ keyHash: hashKey(place.key), owner: newOwner(), ...facts });
  const path = join(place.directory, name);
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const handle = await open(path, flags, FILE_MODE);
  return { place, path, handle, hash: followFile(path), sizeBytes: 0, head: Buffer.alloc(0), ...facts };
}

/** Appends bytes; resolves when the system took all of them. They are hashed behind it. */
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

/** Closes a part and removes it. */
export async function removePart(part: Part): Promise<void> {
  part.hash.forget();
  await part.handle.close();
  await rm(part.path, { force: true });
}

/** Closes a part and leaves it to the next attempt, which may claim it at once. */
export async function freePart(part: Part): Promise<void> {
  part.hash.forget();
  await part.handle.close();
  const name = formatPartName({ ...part, keyHash: hashKey(part.place.key), owner: FREE_OWNER });
  await rename(part.path, join(part.place.directory, name)).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
  });
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
