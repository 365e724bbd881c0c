import { readFileSync } from 'node:fs';

/** Content of a file with a secret. @throws when it cannot be read. */
export function readSecretFile(path: string): string {
  return readFileSync(path, 'utf8');
}
