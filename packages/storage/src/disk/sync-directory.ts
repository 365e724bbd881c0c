import { open } from 'node:fs/promises';
import { hasCode } from './system-code.ts';

/** Makes the names in a directory survive a power loss, where the file system can do that. */
export async function syncDirectory(directory: string): Promise<void> {
  await using handle = await open(directory, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!hasCode(error, 'EINVAL', 'ENOTSUP')) throw error;
  }
}
