import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

/** Prefix of Redis keys that is kept in a file, so that removing the folder also abandons the old keys. */
export async function keptPrefix(file: string, start: string): Promise<string> {
  const present = await readFile(file, 'utf8').catch(() => '');
  if (present !== '') return present.trim();
  const prefix = `${start}-${randomBytes(4).toString('hex')}`;
  await writeFile(file, `${prefix}\n`);
  return prefix;
}
