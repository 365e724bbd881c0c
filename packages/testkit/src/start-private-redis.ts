import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedis } from './find-redis.ts';
import { freePort } from './free-port.ts';
import { findRedisBinary } from './redis-from-binary.ts';
import { redisFromInstall } from './redis-from-install.ts';
import { type RedisServer, startRedisServer } from './start-redis-server.ts';

/** A file of many minutes takes a busy machine seconds to read, ms. */
const RELOAD_MAX_MS = 60_000;

export interface PrivateRedis extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Where its files are, removed at the end. */
  readonly directory: string;
  /** Process id of the server that runs now. */
  readonly pid: number;
  /** Ends it at once and waits for the end; SIGSTOP and SIGCONT freeze and thaw it. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port with the same files; ends it first where it still runs. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A redis-server process for one test, to kill, freeze, restart or empty. `appendonly` syncs each write before its
 * answer; `cluster` makes a cluster of one node.
 * @throws Error with the command for this system where there is no server program.
 */
export async function startPrivateRedis({ appendonly = false, cluster = false } = {}): Promise<PrivateRedis> {
  const binary = await needRedisBinary();
  const directory = await mkdtemp(join(tmpdir(), 'cineflow-redis-'));
  const options = { binary, directory, appendonly, cluster, port: await freePort() };
  let server: RedisServer = await startRedisServer(options);

  const kill = (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => server.kill(signal);
  const stop = async (): Promise<void> => {
    await kill();
    await rm(directory, { recursive: true, force: true });
  };
  return {
    url: server.url,
    port: server.port,
    directory,
    get pid() {
      return server.pid;
    },
    kill,
    restart: async () => {
      await kill();
      server = await startRedisServer({ ...options, startTimeoutMs: RELOAD_MAX_MS });
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function needRedisBinary(): Promise<string> {
  const present = await findRedisBinary();
  if (present !== undefined) return present;
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const installed = await findRedis({ log, allowInstall: true, ways: [redisFromInstall] });
  await installed.stop();
  const binary = await findRedisBinary();
  if (binary === undefined) throw new Error('The package redis-server brought no redis-server on PATH.');
  return binary;
}
