import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** What the thread of `followFile` is told: how far the file has grown, and whether that is all of it. */
export interface HashOrder {
  id: number;
  path: string;
  untilBytes: number;
  next: 'go-on' | 'digest' | 'forget';
}

export type HashAnswer =
  | { id: number; sha256: string }
  | { id: number; failure: string; code?: string | undefined };

interface Followed {
  fd: number;
  hash: Hash;
  positionBytes: number;
}

const buffer = Buffer.allocUnsafeSlow(256 * 1024);
const files = new Map<number, Followed>();

parentPort?.on('message', (order: HashOrder) => {
  const answer = follow(order);
  if (answer !== null) parentPort?.postMessage(answer);
});

/** A file that cannot be read says so when its digest is asked for: the order before it had no reader. */
function follow(order: HashOrder): HashAnswer | null {
  const { id, next } = order;
  try {
    if (next !== 'forget') readOn(order);
    return next === 'digest' ? { id, sha256: files.get(id)?.hash.digest('hex') ?? '' } : null;
  } catch (error) {
    if (next !== 'digest') return null;
    return { id, failure: String(error), code: (error as NodeJS.ErrnoException).code };
  } finally {
    if (next !== 'go-on') forget(id);
  }
}

function readOn({ id, path, untilBytes }: HashOrder): void {
  const file = files.get(id) ?? open(id, path);
  while (file.positionBytes < untilBytes) {
    const wanted = Math.min(buffer.length, untilBytes - file.positionBytes);
    const bytesRead = readSync(file.fd, buffer, 0, wanted, file.positionBytes);
    if (bytesRead === 0) throw new Error('The file became shorter while it was read');
    file.hash.update(buffer.subarray(0, bytesRead));
    file.positionBytes += bytesRead;
  }
}

function open(id: number, path: string): Followed {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const file = { fd, hash: createHash('sha256'), positionBytes: 0 };
  files.set(id, file);
  return file;
}

function forget(id: number): void {
  const file = files.get(id);
  if (file) closeSync(file.fd);
  files.delete(id);
}
