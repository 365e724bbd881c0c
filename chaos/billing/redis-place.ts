import { cp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis, startPrivateRedis, startTcpProxy, type PrivateRedis } from '@cineflow/testkit';
import { pickNumber } from '../harness/random.ts';

/** Most bytes that a power cut takes from the end of what Redis has written. */
const CUT_MAX_BYTES = 60_000;
/** Processes do not notice a failover at the same moment: until the last one does, both servers are used, ms. */
const SPLIT_MAX_MS = 2500;
/** How long the server that was failed over to is the one, before it goes back to the first, ms. */
const AWAY_MS = [1500, 4000] as const;
const SYNC_MS = 10_000;

/** The Redis of a run: a server, its replica, and the ways of each process to the one that is used. */
export interface RedisPlace extends AsyncDisposable {
  /** The address for one more process. */
  way(): Promise<string>;
  /** Address of the server that is used now. */
  url(): string;
  restart(): Promise<void>;
  freeze(ms: number): Promise<void>;
  /** Empties it while it runs, as a wrong command does. */
  empty(): Promise<void>;
  /** Kills it and takes the end of its file away, as a power cut does that its disk did not survive whole. */
  cutOff(random: () => number): Promise<void>;
  /** Keeps what it has, for `rollBack`. */
  dump(): Promise<void>;
  /** Puts the last dump back. */
  rollBack(): Promise<void>;
  /**
   * Makes the replica the server, one process after the other; then either the old server follows the new one, or all
   * go back to the old one as it was when they left.
   */
  failOver(random: () => number): Promise<'stays' | 'back'>;
}

interface Way {
  target: { port: number };
  reset: () => void;
}

/** Starts a Redis and its replica. */
export async function setRedis(directory: string): Promise<RedisPlace> {
  await using things = new AsyncDisposableStack();
  const first = await startPrivateRedis({ appendonly: true });
  things.defer(() => first.stop());
  const second = await startPrivateRedis({ appendonly: true });
  things.defer(() => second.stop());
  const dumpPath = join(directory, 'redis-dump');
  const ways: Way[] = [];
  let [used, other] = [first, second];
  await follow(other, used);
  const moveTo = async (server: PrivateRedis, random: () => number): Promise<void> => {
    await tell(server, 'REPLICAOF', 'NO', 'ONE');
    [used, other] = server === first ? [first, second] : [second, first];
    await Promise.all(
      ways.map(async ({ target, reset }) => {
        await sleep(pickNumber(random, 0, SPLIT_MAX_MS));
        target.port = server.port;
        reset();
      }),
    );
  };
  const owned = things.move();
  return {
    way: async () => {
      // The proxy looks at it for each new connection.
      const target = { port: used.port };
      const proxy = await startTcpProxy(target);
      owned.defer(() => proxy.close());
      ways.push({ target, reset: () => proxy.reset() });
      return `redis://127.0.0.1:${proxy.port}`;
    },
    url: () => used.url,
    restart: () => used.restart(),
    freeze: async (ms) => {
      await used.kill('SIGSTOP');
      await sleep(ms);
      await used.kill('SIGCONT');
    },
    empty: () => tell(used, 'FLUSHALL'),
    cutOff: async (random) => {
      await used.kill('SIGKILL');
      await cutEnd(used, random);
      await used.restart();
    },
    dump: async () => {
      await used.kill('SIGSTOP');
      await rm(dumpPath, { recursive: true, force: true });
      await cp(join(used.directory, 'appendonlydir'), dumpPath, { recursive: true });
      await used.kill('SIGCONT');
    },
    rollBack: async () => {
      await used.kill('SIGKILL');
      const files = join(used.directory, 'appendonlydir');
      await rm(files, { recursive: true, force: true });
      await cp(dumpPath, files, { recursive: true });
      await used.restart();
    },
    failOver: async (random) => {
      const left = used;
      await moveTo(other, random);
      if (random() < 0.5) {
        await follow(left, used);
        return 'stays';
      }
      await sleep(pickNumber(random, ...AWAY_MS));
      await moveTo(left, random);
      await follow(other, used);
      return 'back';
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Resolves when the replica has everything. */
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

async function cutEnd({ directory }: PrivateRedis, random: () => number): Promise<void> {
  const folder = join(directory, 'appendonlydir');
  const names = (await readdir(folder)).filter((name) => name.includes('.incr.'));
  const path = join(folder, names.toSorted().at(-1) ?? '');
  const { size } = await stat(path);
  await truncate(path, Math.max(0, size - pickNumber(random, 0, CUT_MAX_BYTES)));
}
