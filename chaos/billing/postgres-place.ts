import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startPrivatePostgres, startStandby, startTcpProxy, type PrivatePostgres } from '@cineflow/testkit';
import { useSmallDisk, type BookPlace, type SmallDisk } from './book-place.ts';

const run = promisify(execFile);
/** Room for two servers with their logs. */
const DISK_BYTES = 1024 * 1024 * 1024;
const SETTINGS = { max_wal_size: '64MB', min_wal_size: '32MB' };

/** A book in a PostgreSQL with a synchronous standby, both on a small disk where we may mount one. */
export async function setPostgres(directory: string): Promise<BookPlace> {
  await using things = new AsyncDisposableStack();
  // Its servers run as a user of their own.
  await chmod(directory, 0o711);
  const disk = await useSmallDisk(join(directory, 'pg'), DISK_BYTES);
  if (disk !== null) things.use(disk);
  const start = <Server>(how: () => Promise<Server>): Promise<Server> => startOn(disk, how);
  let used = await start(() => startPrivatePostgres({ settings: SETTINGS }));
  const servers = new Set([used]);
  things.defer(async () => void (await Promise.all([...servers].map((server) => server.stop()))));
  const addStandby = async (): Promise<void> => {
    // Once it is the primary, it acknowledges nothing before it has a standby of its own.
    const settings = { ...SETTINGS, synchronous_standby_names: '*' };
    standby = await start(() => startStandby(used, { settings }));
    servers.add(standby);
  };
  let standby = used;
  await addStandby();
  await ask(used, `alter system set synchronous_standby_names = '*'`);
  await ask(used, 'select pg_reload_conf()');
  const target = { port: used.port };
  const proxy = await startTcpProxy(target);
  things.defer(() => proxy.close());
  const leave = async (server: PrivatePostgres): Promise<void> => {
    servers.delete(server);
    await server.stop();
  };
  const copy = join(directory, 'pg-copy');
  const data = (): string => join(used.directory, 'data');
  const owned = things.move();
  return {
    env: { DATABASE_URL: used.url.replace(`:${used.port}/`, `:${proxy.port}/`) },
    blows: {
      restart: () => used.restart(),
      freeze: async (ms) => {
        await used.freeze();
        await sleep(ms);
        await used.resume();
      },
      failOver: async () => {
        const left = used;
        await left.kill();
        used = standby;
        await used.promote();
        target.port = used.port;
        proxy.reset();
        await leave(left);
        // Until there is one, no commit is acknowledged.
        await addStandby();
      },
      ...(disk === null
        ? {}
        : {
            fill: async (ms: number) => {
              await disk.fill(ms);
              // A server that cannot write its log ends itself.
              await used.restart();
              await standby.restart();
            },
          }),
    },
    copy: async () => {
      await used.kill();
      await run('rm', ['-rf', copy]);
      await run('cp', ['-a', data(), copy]);
      await used.restart();
    },
    rollBack: async () => {
      await leave(standby);
      await used.kill();
      await run('rm', ['-rf', data()]);
      await run('cp', ['-a', copy, data()]);
      await used.restart();
      await addStandby();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Starts a server whose files lie on the disk. */
async function startOn<Server>(disk: SmallDisk | null, how: () => Promise<Server>): Promise<Server> {
  const { TMPDIR = '/tmp' } = process.env;
  if (disk !== null) process.env['TMPDIR'] = disk.path;
  try {
    return await how();
  } finally {
    process.env['TMPDIR'] = TMPDIR;
  }
}

async function ask({ programs, url }: PrivatePostgres, text: string): Promise<void> {
  await run(join(programs, 'psql'), ['-q', '-d', url, '-c', text]);
}
