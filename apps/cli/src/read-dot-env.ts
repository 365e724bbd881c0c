import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

export type Variables = Readonly<Record<string, string | undefined>>;

/** What this program reads from a `.env`; the rest is for the API and the workers. */
const OURS = [
  'CINEFLOW_API_URL',
  'CINEFLOW_API_KEY',
  'GEN_COUNT_PER_SEGMENT',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
];

export interface ReadVariables {
  env: Variables;
  /** Names that come from the file. */
  fromFile: readonly string[];
}

/** The variables of the process, and for those that are unset the ones of `.env` in the user's folder. */
export async function readDotEnv(cwd: string, env: Variables): Promise<ReadVariables> {
  const text = await readFile(join(cwd, '.env'), 'utf8').catch(() => '');
  const file: Variables = parseEnv(text);
  const isSet = (name: string): boolean => Boolean(env[name]?.trim());
  const fromFile = OURS.filter((name) => !isSet(name) && Boolean(file[name]?.trim()));
  return { env: { ...env, ...Object.fromEntries(fromFile.map((name) => [name, file[name]])) }, fromFile };
}
