import { readFileSync } from 'node:fs';

/**
 * Reads a file.
 * @throws if it cannot be read
 */
export function readTextFile(path: string): string {
  return readFileSync(path, 'utf8');
}

/**
 * Reads a file; undefined if there is none.
 * @throws if it exists and cannot be read
 */
export function readIfThere(path: string, readText: (path: string) => string): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
