import { once } from 'node:events';
import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { answersPing } from './answers-ping.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

export interface RedisServerOptions {
  /** Full path of redis-server or valkey-server. */
  binary: string;
  port?: number;
  /** Folder of its files; needed only where something is to be kept. */
  directory?: string;
  appendonly?: boolean;
  startTimeoutMs?: number;
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Sends a signal and, where it ends the server, waits for the end. */
  kill(signal: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A Redis of our own on 127.0.0.1 that answers. It dies with this process.
 * @throws Error with what it printed when it does not answer within `startTimeoutMs` (default 5,000).
 */
export async function startRedisServer(options: RedisServerOptions): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  const child = spawn(options.binary, serverArguments(options, port), { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-4_000);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  child.once('error', (error) => collect(Buffer.from(error.message)));
  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));

  const url = `redis://127.0.0.1:${port}`;
  const answering = eventually(() => hasEnded(child) || answersPing(url), {
    timeoutMs: options.startTimeoutMs ?? 5_000,
  });
  await answering.catch(() => child.kill('SIGKILL'));
  if (child.pid === undefined || hasEnded(child) || child.killed) {
    throw new Error(`${options.binary} did not start:\n${output}`);
  }
  const kill = (signal: NodeJS.Signals): Promise<void> => signalChild(child, signal);
  return { url, port, pid: child.pid, kill, stop: () => kill('SIGTERM') };
}

function serverArguments(options: RedisServerOptions, port: number): string[] {
  const directory = options.directory ?? tmpdir();
  const appendonly = options.appendonly === true;
  return [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', ''],
    ...['--appendonly', appendonly ? 'yes' : 'no', '--appendfsync', 'always', '--hz', '100'],
  ];
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

async function signalChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
  const impatient = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(impatient);
}
