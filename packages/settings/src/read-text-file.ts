import { readFileSync } from 'node:fs';

/** Content of a file. @throws when it cannot be read. */
export function readTextFile(path: string): string {
  return readFileSync(path, 'utf8');
}

/** The same, or undefined where there is no such file. @throws when there is one that cannot be read. */
export function readIfThere(path: string, readText: (path: string) => string): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
