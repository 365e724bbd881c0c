import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** Task for the thread of `followFile`: how far the file has grown, and whether it is complete. */
export interface HashTask {
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

parentPort?.on('message', (task: HashTask) => {
  const answer = follow(task);
  if (answer !== null) parentPort?.postMessage(answer);
});

/** Reports an unreadable file with its digest; earlier tasks have no reader. */
function follow(task: HashTask): HashAnswer | null {
  const { id, next } = task;
  try {
    if (next !== 'forget') readOn(task);
    return next === 'digest' ? { id, sha256: files.get(id)?.hash.digest('hex') ?? '' } : null;
  } catch (error) {
    if (next !== 'digest') return null;
    return { id, failure: String(error), code: (error as NodeJS.ErrnoException).code };
  } finally {
    if (next !== 'go-on') forget(id);
  }
}

function readOn({ id, path, untilBytes }: HashTask): void {
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
