import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endWithUs } from './end-with-us.ts';
import { eventually } from './eventually.ts';
import { type PostgresPrograms, runPostgresProgram } from './postgres-programs.ts';
import { hasEnded, signalChild } from './signal-child.ts';

/** Reading the log again after a kill takes a busy machine seconds, ms. */
const START_MAX_MS = 60_000;

export interface PostgresServerOptions {
  programs: PostgresPrograms;
  /** Folder with `data`; the socket lies in it too. */
  directory: string;
  port: number;
  /** Settings of postgresql.conf. */
  settings: Readonly<Record<string, string>>;
}

/**
 * A postgres process on 127.0.0.1 that ends with this process.
 * @throws Error with its output if it does not start.
 */
export async function startPostgresServer(options: PostgresServerOptions): Promise<ChildProcess> {
  const { programs, directory, port, settings } = options;
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: directory,
    shared_buffers: '32MB',
    max_connections: '60',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(programs.folder, 'postgres'), ['-D', join(directory, 'data'), ...flags], {
    ...programs.owner,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  endWithUs(child);
  let output = '';
  const collect = (text: string): void => {
    output = (output + text).slice(-4_000);
  };
  child.stderr.on('data', (chunk: Buffer) => collect(chunk.toString()));
  child.once('error', (error) => collect(error.message));
  const probe = ['-q', '-h', directory, '-p', String(port)];
  const accepts = async (): Promise<boolean> =>
    hasEnded(child) || (await runPostgresProgram(programs, 'pg_isready', probe)).ok;
  await eventually(accepts, { timeoutMs: START_MAX_MS, everyMs: 50 }).catch(() => child.kill('SIGKILL'));
  if (hasEnded(child) || child.killed) throw new Error(`postgres did not start:\n${output}`);
  return child;
}

/** Signals the server and the processes it serves its clients with, which outlive a killed parent for a moment. */
export async function signalPostgres(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  // Frozen first, the parent starts no process that would be missed; thawed last, it notices none as dead.
  if (signal === 'SIGSTOP' || signal === 'SIGKILL') child.kill('SIGSTOP');
  const children = await childrenOf(child.pid);
  for (const pid of children) signalProcess(pid, signal);
  await signalChild(child, signal);
  // Its shared memory is in use until the last of them is gone.
  if (signal === 'SIGKILL') await eventually(() => !children.some((pid) => signalProcess(pid, 0)));
}

/** Whether there was such a process. */
function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      return { pid: Number(pid), parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) };
    }),
  );
  return parents.filter((one) => one.parent === parent).map(({ pid }) => pid);
}
