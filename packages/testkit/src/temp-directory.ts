import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of one's own. Declared before the processes that write into it, it is removed after they have ended. */
export interface TempDirectory extends AsyncDisposable {
  path: string;
}

export async function makeTempDirectory(name: string): Promise<TempDirectory> {
  const path = await mkdtemp(join(tmpdir(), `cineflow-${name}-`));
  return {
    path,
    // A process that was killed may have left a child that writes for a moment more.
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}
