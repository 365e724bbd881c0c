import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Session } from './session.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Script {
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** Runs a script of the operator on this machine, in the user's folder and terminal. @returns its exit code */
export async function runScript(session: Session, path: string, { args, env = {} }: Script): Promise<number> {
  // Node says in English that a file is missing.
  const file = existsSync(join(session.cwd, '.env')) ? ['--env-file=.env'] : [];
  const child = spawn(process.execPath, [...file, join(root, path), ...args], {
    cwd: session.cwd,
    env: { ...session.env, ...env },
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
