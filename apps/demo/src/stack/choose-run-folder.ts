import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { keptPrefix } from '@cineflow/testkit';

/** Files and Redis keys of one run. */
export interface RunFolder {
  /** Whether the next run uses the same folder and keys. */
  readonly kept: boolean;
  readonly clips: string;
  readonly logs: string;
  /** Folder of the book. */
  readonly data: string;
  readonly billFile: string;
  /** Prefix of every Redis key. */
  readonly prefix: string;
}

export interface Choice {
  /** Folder of all demos. */
  root: string;
  /** Whether the Redis outlives the demo. */
  redisStays: boolean;
  faults: boolean;
  now: Date;
}

/**
 * A temporary Redis gets a new folder per run; a lasting one always the same. The key prefix is stored there, so
 * removing the folder also abandons the old keys.
 */
export async function chooseRunFolder({ root, redisStays, faults, now }: Choice): Promise<RunFolder> {
  const name = redisStays ? `redis${faults ? '-faults' : ''}` : timeStamp(now);
  const folder = join(root, name);
  const run = {
    kept: redisStays,
    clips: join(folder, 'clips'),
    logs: join(folder, 'logs'),
    data: join(folder, 'data'),
    billFile: join(folder, 'sandbox-bill.jsonl'),
  };
  await mkdir(run.clips, { recursive: true });
  await mkdir(run.logs, { recursive: true });
  return { ...run, prefix: await keptPrefix(join(folder, 'prefix'), 'cineflow-demo') };
}

/** Local time, sortable: `2026-01-05_16-20-07`. */
function timeStamp(now: Date): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  return local.slice(0, 19).replace('T', '_').replaceAll(':', '-');
}
