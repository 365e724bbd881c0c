import type { ApiKey } from '@cineflow/contracts';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readApiKeys } from './read-api-keys.ts';

/**
 * Changes the keys of a file. A reader sees all of the change or nothing; of two changes at once one fails, because
 * the file that is being written is also the lock.
 * @throws Error where another change is being made, or whatever `change` throws
 */
export async function changeApiKeys(
  path: string,
  change: (keys: readonly ApiKey[]) => readonly ApiKey[],
): Promise<void> {
  const next = `${path}.new`;
  await mkdir(dirname(path), { recursive: true });
  const file = await open(next, 'wx', 0o640).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Error(`${next} exists: another command changes the keys; remove it where none does`);
  });
  try {
    const keys = change(await readApiKeys(path));
    await file.writeFile(`${JSON.stringify({ keys }, null, 2)}\n`);
    await file.sync();
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
