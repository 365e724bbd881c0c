import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { CopyRequest } from './back-up.ts';
import { troubleOf } from './causes.ts';
import { BUSY_MS } from './connection.ts';
import type { Trouble } from './messages.ts';

parentPort?.postMessage(copy(workerData as CopyRequest));

function copy({ from, to }: CopyRequest): Trouble | null {
  try {
    const db = new DatabaseSync(from, { readOnly: true, timeout: BUSY_MS });
    try {
      db.prepare('vacuum into ?').all(to);
    } finally {
      db.close();
    }
    return null;
  } catch (error) {
    return troubleOf(error, `${from}, copied to ${to},`);
  }
}
