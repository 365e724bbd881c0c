import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where one run keeps its files, and the keys it uses in Redis. */
export interface RunFolder {
  /** Whether this folder and these keys are used again by the next run. */
  readonly kept: boolean;
  readonly clips: string;
  readonly logs: string;
  /** Where the book of the run is. */
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
 * With a Redis that goes away, a new folder for every run. With one that stays, always the same folder; the key prefix
 * stands in a file there, so that removing the folder also leaves the old keys behind.
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
  return { ...run, prefix: await readPrefix(join(folder, 'prefix')) };
}

async function readPrefix(file: string): Promise<string> {
  const present = await readFile(file, 'utf8').catch(() => '');
  if (present !== '') return present.trim();
  const prefix = `cineflow-demo-${randomBytes(4).toString('hex')}`;
  await writeFile(file, `${prefix}\n`);
  return prefix;
}

/** Local time, as people look for it: `2026-01-05_16-20-07`. */
function timeStamp(now: Date): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  return local.slice(0, 19).replace('T', '_').replaceAll(':', '-');
}
