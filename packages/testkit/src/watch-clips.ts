import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface WatchedClips extends AsyncDisposable {
  /** Every name ending in .mp4 that was ever seen. */
  clips(): string[];
  /** Names that ever had other bytes than one whole clip, with the fault. */
  wrong(): Promise<string[]>;
}

/**
 * Watches a directory and reads every clip when it appears and again at the end. `checkClip` rejects incomplete
 * files.
 */
export async function watchClips(
  root: string,
  checkClip: (path: string) => Promise<unknown>,
): Promise<WatchedClips> {
  await mkdir(root, { recursive: true });
  const first = new Map<string, string>();
  const wrong: string[] = [];
  const checks: Promise<void>[] = [];
  const seen = (name: string): void => {
    if (!name.endsWith('.mp4') || first.has(name)) return;
    first.set(name, '');
    checks.push(check(name));
  };
  const check = async (name: string): Promise<void> => {
    try {
      first.set(name, hash(await readFile(join(root, name))));
      await checkClip(join(root, name));
    } catch (error) {
      wrong.push(`${name}: ${String(error)}`);
    }
  };
  const watcher: FSWatcher = watch(root, { recursive: true }, (_, name) => seen(String(name)));
  return {
    clips: () => [...first.keys()].toSorted(),
    wrong: async () => {
      for (const name of await readdir(root, { recursive: true })) seen(name);
      await Promise.all(checks);
      for (const [name, sum] of first) {
        if (hash(await readFile(join(root, name))) !== sum) wrong.push(`${name}: changed after it appeared`);
      }
      return wrong;
    },
    [Symbol.asyncDispose]: async () => watcher.close(),
  };
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
