import { ApiKeyFile, type ApiKey } from '@cineflow/contracts';
import { readFile } from 'node:fs/promises';

/**
 * The keys of a file; none where there is no such file.
 * @throws Error for a file that cannot be read or is none of ours: then nobody may be let in
 */
export async function readApiKeys(path: string): Promise<readonly ApiKey[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return [];
  try {
    return ApiKeyFile.parse(JSON.parse(text)).keys;
  } catch (error) {
    throw new Error(`${path} is not a file of API keys`, { cause: error });
  }
}
