import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithUs } from './end-with-us.ts';
import { eventually } from './eventually.ts';
import { hasEnded, signalChild } from './signal-child.ts';

/** Ready as soon as it printed such a line (on either stream), or as soon as this URL answers 2xx. */
export type ReadySign = { line: (line: string) => boolean } | { url: string };

export interface ProcessOptions {
  name: string;
  command: string;
  args: readonly string[];
  /** All of its environment; nothing is inherited but what finding programs and folders needs. */
  env?: Readonly<Record<string, string>>;
  ready: ReadySign;
  readyTimeoutMs?: number;
  /** Receives each whole line, e.g. to keep it in a file. */
  onLine?: ((line: string) => void) | undefined;
}

export interface RunningProcess extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  /** The line that said it is ready; empty if a URL did. */
  readonly readyLine: string;
  /** Null while it runs, and where a signal ended it. */
  readonly exitCode: number | null;
  /** Whether it has ended, for any reason. */
  readonly ended: boolean;
  /** Whole lines it has printed so far, both streams in order of arrival. */
  lines(): readonly string[];
  /** Sends a signal (default SIGTERM) and waits for the end, by force after 15 s; SIGSTOP, SIGCONT, SIGUSR2 only send. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * A ready child process, killed at the end of the `await using` block and with this process.
 * @throws Error with its output if it is not ready within `readyTimeoutMs` (default 20,000).
 */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const child = spawn(options.command, options.args, {
    env: { ...basicEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithUs(child);
  const lines = collectLines(child, options.onLine);
  const readyLine = await waitUntilReady(child, lines, options);
  const kill = (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => signalChild(child, signal);
  return {
    name: options.name,
    pid: child.pid ?? -1,
    readyLine,
    get exitCode() {
      return child.exitCode;
    },
    get ended() {
      return hasEnded(child);
    },
    lines: () => lines,
    kill,
    [Symbol.asyncDispose]: () => kill('SIGKILL'),
  };
}

async function waitUntilReady(
  child: ChildProcess,
  lines: string[],
  options: ProcessOptions,
): Promise<string> {
  const { ready, readyTimeoutMs = 20_000 } = options;
  const sign = async (): Promise<string | undefined> => {
    if ('line' in ready) return lines.find((line) => ready.line(line));
    const answer = await fetch(ready.url);
    await answer.body?.cancel();
    return answer.ok ? '' : undefined;
  };
  try {
    const readyLine = await eventually(async () => (await sign()) ?? hasEnded(child), {
      timeoutMs: readyTimeoutMs,
    });
    if (typeof readyLine === 'string') return readyLine;
    throw new Error('it ended before it was ready');
  } catch (error) {
    await signalChild(child, 'SIGKILL');
    throw new Error(`${options.name} is not ready: ${String(error)}\n${lines.slice(-40).join('\n')}`, {
      cause: error,
    });
  }
}

function collectLines(child: ChildProcess, onLine?: (line: string) => void): string[] {
  const lines: string[] = [];
  const collect = (line: string): void => {
    lines.push(line);
    onLine?.(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const pieces = (rest + text).split('\n');
      rest = pieces.pop() ?? '';
      pieces.forEach(collect);
    });
    stream?.on('end', () => rest !== '' && collect(rest));
  }
  child.once('error', (error) => collect(error.message));
  return lines;
}

/** Compile cache, kept between runs: loading sources is most of a start. */
const COMPILE_CACHE = join(tmpdir(), 'cineflow-compile-cache');

/** What finding programs and folders needs. */
export function basicEnvironment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot', 'TEMP'];
  const inherited = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return { NODE_COMPILE_CACHE: COMPILE_CACHE, ...Object.fromEntries(inherited) };
}
