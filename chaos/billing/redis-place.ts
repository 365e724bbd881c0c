import { cp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  connectRedis,
  startPrivateRedis,
  startTcpProxy,
  type PrivateRedis,
  type TcpProxy,
} from '@cineflow/testkit';
import { pickNumber } from '../harness/random.ts';

/** Maximum bytes lost from the end of Redis's file in a power cut. */
const CUT_MAX_BYTES = 60_000;
/** Time on the other server before going back, ms. */
const AWAY_MS = [1500, 4000] as const;
const SYNC_MS = 10_000;

/** The Redis of a run: a server, its replica, and a proxy per process. */
export interface RedisPlace extends AsyncDisposable {
  /** The address for one more process. */
  way(): Promise<string>;
  /** Address of the current server. */
  url(): string;
  restart(): Promise<void>;
  freeze(ms: number): Promise<void>;
  /** Silences all connections; returns how many are still in use after `ms`. New ones work. */
  silence(ms: number): Promise<number>;
  /** Empties it while it runs, like a wrong command. */
  empty(): Promise<void>;
  /** Kills it and truncates its file, like a power cut. */
  cutOff(random: () => number): Promise<void>;
  /** Saves its data for `rollBack`. */
  dump(): Promise<void>;
  /** Restores the last dump. */
  rollBack(): Promise<void>;
  /** Promotes the replica, process by process. Then the old server follows it, or all go back to the old one. */
  failOver(random: () => number): Promise<'stays' | 'back'>;
}

interface Way {
  target: { port: number };
  proxy: TcpProxy;
}

/** Starts a Redis and its replica. After a failover both are in use for up to this time, ms. */
export async function setRedis(directory: string, splitMaxMs: number): Promise<RedisPlace> {
  const [first, second] = [
    await startPrivateRedis({ appendonly: true }),
    await startPrivateRedis({ appendonly: true }),
  ];
  await follow(second, first);
  return new RedisPair([first, second], join(directory, 'redis-dump'), splitMaxMs);
}

class RedisPair implements RedisPlace {
  #used: PrivateRedis;
  #other: PrivateRedis;
  readonly #dumpPath: string;
  readonly #splitMaxMs: number;
  readonly #ways: Way[] = [];
  readonly #proxies = new AsyncDisposableStack();

  constructor([used, other]: [PrivateRedis, PrivateRedis], dumpPath: string, splitMaxMs: number) {
    this.#used = used;
    this.#other = other;
    this.#dumpPath = dumpPath;
    this.#splitMaxMs = splitMaxMs;
  }

  async way(): Promise<string> {
    // Read by the proxy for each new connection.
    const target = { port: this.#used.port };
    const proxy = await startTcpProxy(target);
    this.#proxies.use(proxy);
    this.#ways.push({ target, proxy });
    return `redis://127.0.0.1:${proxy.port}`;
  }

  url(): string {
    return this.#used.url;
  }

  restart(): Promise<void> {
    return this.#used.restart();
  }

  async freeze(ms: number): Promise<void> {
    await this.#used.kill('SIGSTOP');
    await sleep(ms);
    await this.#used.kill('SIGCONT');
  }

  async silence(ms: number): Promise<number> {
    for (const { proxy } of this.#ways) proxy.mute();
    await sleep(ms);
    return this.#ways.reduce((sum, { proxy }) => sum + proxy.muted, 0);
  }

  empty(): Promise<void> {
    return tell(this.#used, 'FLUSHALL');
  }

  async cutOff(random: () => number): Promise<void> {
    await this.#used.kill('SIGKILL');
    await cutEnd(this.#used, random);
    await this.#used.restart();
  }

  async dump(): Promise<void> {
    await this.#used.kill('SIGSTOP');
    await rm(this.#dumpPath, { recursive: true, force: true });
    await cp(filesOf(this.#used), this.#dumpPath, { recursive: true });
    await this.#used.kill('SIGCONT');
  }

  async rollBack(): Promise<void> {
    await this.#used.kill('SIGKILL');
    await rm(filesOf(this.#used), { recursive: true, force: true });
    await cp(this.#dumpPath, filesOf(this.#used), { recursive: true });
    await this.#used.restart();
  }

  async failOver(random: () => number): Promise<'stays' | 'back'> {
    await this.#moveOn(random);
    const isBack = random() < 0.5;
    if (isBack) {
      await sleep(pickNumber(random, ...AWAY_MS));
      await this.#moveOn(random);
    }
    await follow(this.#other, this.#used);
    return isBack ? 'back' : 'stays';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxies.disposeAsync();
    await Promise.all([this.#used.stop(), this.#other.stop()]);
  }

  /** Moves all processes to the other server, one after the other. */
  async #moveOn(random: () => number): Promise<void> {
    [this.#used, this.#other] = [this.#other, this.#used];
    await tell(this.#used, 'REPLICAOF', 'NO', 'ONE');
    await Promise.all(
      this.#ways.map(async (way) => {
        await sleep(pickNumber(random, 0, this.#splitMaxMs));
        way.target.port = this.#used.port;
        way.proxy.reset();
      }),
    );
  }
}

function filesOf({ directory }: PrivateRedis): string {
  return join(directory, 'appendonlydir');
}

/** Resolves when the replica is in sync. */
async function follow(replica: PrivateRedis, primary: PrivateRedis): Promise<void> {
  await tell(replica, 'REPLICAOF', '127.0.0.1', String(primary.port));
  await using client = connectRedis(replica.url);
  for (const until = performance.now() + SYNC_MS; performance.now() < until; await sleep(50)) {
    if ((await client.info('replication')).includes('master_link_status:up')) return;
  }
}

async function tell(server: PrivateRedis, command: string, ...args: string[]): Promise<void> {
  await using client = connectRedis(server.url);
  await client.call(command, ...args);
}

async function cutEnd(server: PrivateRedis, random: () => number): Promise<void> {
  const folder = filesOf(server);
  const names = (await readdir(folder)).filter((name) => name.includes('.incr.'));
  const path = join(folder, names.toSorted().at(-1) ?? '');
  const { size } = await stat(path);
  await truncate(path, Math.max(0, size - pickNumber(random, 0, CUT_MAX_BYTES)));
}
