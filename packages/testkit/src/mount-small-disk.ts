import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Mounts a small disk in memory at a new path; null without the right to mount. */
export async function mountSmallDisk(path: string, sizeBytes: number): Promise<AsyncDisposable | null> {
  await mkdir(path, { recursive: true });
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', path]);
  } catch {
    return null;
  }
  return {
    async [Symbol.asyncDispose]() {
      // Lazily: a process that was killed a moment ago may still hold a file.
      await run('umount', ['--lazy', path]);
    },
  };
}
