import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { basicEnvironment } from '@cineflow/testkit';
import { vi } from 'vitest';
import { chooseLanguage } from '../src/locales/choose-language.ts';
import { runProgram } from '../src/program.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** A run of the program, to look at while it runs. */
export interface Running {
  /** Everything it printed so far, both streams. */
  readonly output: string;
  readonly stdout: string;
  /** Types keys; only at a terminal. */
  type(keys: string): void;
  signal(signal: NodeJS.Signals): void;
  readonly code: Promise<number>;
}

export interface Run {
  cwd: string;
  env?: Readonly<Record<string, string>>;
  /** Runs it at a terminal of this many columns. */
  columns?: number;
}

/** Starts the program as a user does, with or without a terminal. */
export function startCli(args: readonly string[], { cwd, env, columns }: Run): Running {
  const words = [process.execPath, main, ...args];
  const quoted = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const [command, ...rest] =
    columns === undefined
      ? words
      : ['script', '-qec', `stty cols ${columns} rows 30; exec ${quoted}`, '/dev/null'];
  const child = spawn(command ?? '', rest, {
    cwd,
    env: { ...basicEnvironment(), LANG: 'C.UTF-8', TERM: 'xterm', INIT_CWD: cwd, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  // A program that has ended reads no more keys.
  child.stdin.on('error', () => undefined);
  if (columns === undefined) child.stdin.end();
  return {
    get output() {
      return output;
    },
    get stdout() {
      return stdout;
    },
    type: (keys) => void child.stdin.write(keys),
    signal: (signal) => void child.kill(signal),
    code: new Promise((resolve) => {
      child.once('close', (code) => resolve(code ?? -1));
    }),
  };
}

/** Runs a command in this process, which is quicker: without a terminal, until its end. */
export async function runCli(
  args: readonly string[],
  { cwd, env = {} }: Run,
): Promise<{ code: number; output: string; stdout: string }> {
  const told = { output: '', stdout: '' };
  const collect =
    (name: 'stdout' | 'stderr') =>
    (text: string | Uint8Array): boolean => {
      told.output += String(text);
      if (name === 'stdout') told.stdout += String(text);
      return true;
    };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation(collect(name)),
  );
  try {
    const language = chooseLanguage(args, { LANG: 'C.UTF-8' });
    const code = await runProgram({ argv: args, env: { ...basicEnvironment(), ...env }, cwd, language });
    return { code, ...told };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** The objects that `--json` printed, one a line. */
export function objectsOf(stdout: string): Record<string, unknown>[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
