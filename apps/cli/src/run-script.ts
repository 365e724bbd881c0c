import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Session } from './session.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Script {
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** Runs a script of the operator on this machine, in the user's folder and terminal. @returns its exit code */
export async function runScript(session: Session, path: string, { args, env = {} }: Script): Promise<number> {
  const child = spawn(process.execPath, ['--env-file-if-exists=.env', `${root}/${path}`, ...args], {
    cwd: session.cwd,
    env: { ...session.env, ...env },
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
