import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { answersPing } from './answers-ping.ts';
import { connectRedis } from './connect-redis.ts';
import { endWithUs } from './end-with-us.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { hasEnded, signalChild } from './signal-child.ts';

export interface RedisServerOptions {
  /** Full path of redis-server or valkey-server. */
  binary: string;
  port?: number;
  /** Folder of its files; needed only where something is to be kept. */
  directory?: string;
  appendonly?: boolean;
  /** A cluster of this one node, which owns every slot: scripts may then touch the keys of one slot only. */
  cluster?: boolean;
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
 * A Redis on 127.0.0.1 that ends with this process.
 * @throws Error with its output if it does not answer within `startTimeoutMs` (default 5,000).
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
  endWithUs(child);

  const url = `redis://127.0.0.1:${port}`;
  const answering = eventually(() => hasEnded(child) || answersPing(url), {
    timeoutMs: options.startTimeoutMs ?? 5_000,
  });
  await answering.catch(() => child.kill('SIGKILL'));
  if (child.pid === undefined || hasEnded(child) || child.killed) {
    throw new Error(`${options.binary} did not start:\n${output}`);
  }
  if (options.cluster === true) await ownAllSlots(url);
  const kill = (signal: NodeJS.Signals): Promise<void> => signalChild(child, signal);
  return { url, port, pid: child.pid, kill, stop: () => kill('SIGTERM') };
}

async function ownAllSlots(url: string): Promise<void> {
  await using redis = connectRedis(url);
  const state = () => redis.cluster('INFO');
  if (!(await state()).includes('cluster_slots_assigned:16384'))
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
  await eventually(async () => (await state()).includes('cluster_state:ok'));
}

function serverArguments(options: RedisServerOptions, port: number): string[] {
  const flags = {
    '--port': String(port),
    '--bind': '127.0.0.1',
    '--dir': options.directory ?? tmpdir(),
    '--save': '',
    '--appendonly': options.appendonly === true ? 'yes' : 'no',
    '--appendfsync': 'always',
    // What was overwritten long ago need not be read again after each of many restarts.
    '--auto-aof-rewrite-min-size': '8mb',
    '--hz': '100',
    ...(options.cluster === true
      ? { '--cluster-enabled': 'yes', '--cluster-config-file': `nodes-${port}.conf` }
      : {}),
  };
  return Object.entries(flags).flat();
}
