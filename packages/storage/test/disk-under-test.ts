import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClipStore } from '../src/index.ts';
import { openObjects } from '../src/objects/open-objects.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export interface DiskUnderTest extends StoreUnderTest {
  rootDir: string;
}

/** A disk store in a temporary directory. */
export async function createDiskUnderTest(rootDir?: string): Promise<DiskUnderTest> {
  const root = rootDir ?? (await mkdtemp(join(tmpdir(), 'cineflow-clips-')));
  const settings = { rootDir: root, reserveBytes: 0 };
  return {
    rootDir: root,
    store: createClipStore(settings),
    openObjects: () => openObjects(settings),
    list: () => listFiles(root),
    readText: (key) => readFile(join(root, key), 'utf8'),
    spoil: async (key) => {
      const bytes = await readFile(join(root, key));
      bytes[1_000] = (bytes[1_000] ?? 0) ^ 1;
      await writeFile(join(root, key), bytes);
    },
    remove: (key) => rm(join(root, key)),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** Every file below a directory, sorted, with forward slashes. */
export async function listFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}
