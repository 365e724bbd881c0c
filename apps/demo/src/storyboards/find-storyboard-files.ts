import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url));

/** The storyboard files to post: the named ones, relative to the user's directory, else all examples. */
export async function findStoryboardFiles(named: readonly string[], from: string): Promise<string[]> {
  if (named.length > 0) return named.map((file) => resolve(from, file));
  const files = (await readdir(examples)).filter((file) => file.endsWith('.json')).sort();
  return files.map((file) => join(examples, file));
}
