import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BookError } from '../driver.ts';
import type { Trouble } from './messages.ts';

/** Start data of the copy thread. */
export interface CopyRequest {
  from: string;
  to: string;
}

/**
 * Writes a consistent copy to a new file, in its own thread, so that writers and readers do not wait.
 * The file gets its name only when it is complete and on disk. @throws BookError
 */
export async function backUp(from: string, given: string): Promise<void> {
  const path = resolve(given);
  if (await stat(path).catch(() => null))
    throw new BookError('refused', `The backup ${path} exists already.`);
  const part = `${path}.part`;
  try {
    await rm(part, { force: true });
    const trouble = await copy({ from, to: part });
    if (trouble !== null)
      throw new BookError(trouble.kind === 'refused' ? 'refused' : 'away', trouble.message);
    await flush(part);
    await rename(part, path);
    await flush(dirname(path));
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    if (error instanceof BookError) throw error;
    throw new BookError('away', `The backup ${path} could not be written: ${String(error)}.`, error);
  }
}

function copy(request: CopyRequest): Promise<Trouble | null> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./copy-thread.ts', import.meta.url), { workerData: request });
    thread.once('message', (trouble: Trouble | null) => resolve(trouble));
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('The thread that copies has ended')));
  });
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
