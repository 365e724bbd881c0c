import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from './disk.ts';

/** The keys of all films on the disk; symbolic links are not followed. */
export async function* listFilms(disk: Disk): AsyncGenerator<string> {
  const directories = [''];
  for (let below = directories.pop(); below !== undefined; below = directories.pop()) {
    for await (const entry of await opendir(join(disk.root, below))) {
      const key = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) directories.push(key);
      else if (entry.isFile() && entry.name.endsWith('.mp4')) yield key;
    }
  }
}
