import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from './disk.ts';

/** Reads every JSON file that lies where the sidecar of a film would: two folders below the root. */
export async function* listSidecars(disk: Disk): AsyncIterable<unknown> {
  for await (const path of glob('*/*/*.json', { cwd: disk.root })) {
    const content = await readFile(join(disk.root, path), 'utf8')
      .then((text): unknown => JSON.parse(text))
      .catch(() => null);
    if (content !== null) yield content;
  }
}
