import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  startPrivatePostgres,
  startStandby,
  startTcpProxy,
  type PrivatePostgres,
  type TcpProxy,
} from '@cineflow/testkit';
import type { BookPlace } from './book-place.ts';
import { NO_DISK, useSmallDisk, type SmallDisk } from './small-disk.ts';

const run = promisify(execFile);
/** Space for two servers with their logs. */
const DISK_BYTES = 1024 * 1024 * 1024;
const SETTINGS = { max_wal_size: '64MB', min_wal_size: '32MB' };

/** A book in PostgreSQL with a synchronous standby, both on a small disk if mounting is allowed. */
export async function setPostgres(directory: string): Promise<BookPlace> {
  // Its servers run as their own user.
  await chmod(directory, 0o711);
  const disk = await useSmallDisk(join(directory, 'pg'), DISK_BYTES);
  const primary = await startOn(disk, () => startPrivatePostgres({ settings: SETTINGS }));
  const target = { port: primary.port };
  const pair = new PostgresPair({ disk, primary, target, proxy: await startTcpProxy(target) });
  await pair.addStandby();
  await ask(primary, `alter system set synchronous_standby_names = '*'`);
  await ask(primary, 'select pg_reload_conf()');
  return pair.toPlace(join(directory, 'pg-copy'));
}

class PostgresPair {
  readonly #disk: SmallDisk | null;
  /** Read by the proxy for each new connection. */
  readonly #target: { port: number };
  readonly #proxy: TcpProxy;
  #used: PrivatePostgres;
  #standby: PrivatePostgres | undefined;

  constructor(parts: {
    disk: SmallDisk | null;
    primary: PrivatePostgres;
    target: { port: number };
    proxy: TcpProxy;
  }) {
    this.#disk = parts.disk;
    this.#used = parts.primary;
    this.#target = parts.target;
    this.#proxy = parts.proxy;
  }

  async addStandby(): Promise<void> {
    // After its promotion it acknowledges nothing without its own standby.
    const settings = { ...SETTINGS, synchronous_standby_names: '*' };
    this.#standby = await startOn(this.#disk, () => startStandby(this.#used, { settings }));
  }

  toPlace(copy: string): BookPlace {
    const disk = this.#disk;
    return {
      env: { DATABASE_URL: this.#used.url.replace(`:${this.#used.port}/`, `:${this.#proxy.port}/`) },
      undealt: NO_DISK,
      faults: {
        restart: () => this.#used.restart(),
        freeze: (ms) => this.#freeze(ms),
        failOver: () => this.#failOver(),
        ...(disk === null ? {} : { fill: (ms: number) => this.#fill(disk, ms) }),
      },
      copy: () => this.#copy(copy),
      rollBack: () => this.#rollBack(copy),
      [Symbol.asyncDispose]: async () => {
        await this.#proxy.close();
        await Promise.all([this.#used.stop(), this.#standby?.stop()]);
        await disk?.[Symbol.asyncDispose]();
      },
    };
  }

  async #freeze(ms: number): Promise<void> {
    await this.#used.freeze();
    await sleep(ms);
    await this.#used.resume();
  }

  async #failOver(): Promise<void> {
    const [left, standby] = [this.#used, this.#standby];
    if (standby === undefined) return;
    await left.kill();
    this.#used = standby;
    await standby.promote();
    this.#target.port = standby.port;
    this.#proxy.reset();
    await left.stop();
    await this.addStandby();
  }

  async #fill(disk: SmallDisk, ms: number): Promise<void> {
    await disk.fill(ms);
    // A server that cannot write its log ends.
    await this.#used.restart();
    await this.#standby?.restart();
  }

  async #copy(to: string): Promise<void> {
    await this.#used.kill();
    await run('rm', ['-rf', to]);
    await run('cp', ['-a', this.#data(), to]);
    await this.#used.restart();
  }

  async #rollBack(from: string): Promise<void> {
    await this.#standby?.stop();
    await this.#used.kill();
    await run('rm', ['-rf', this.#data()]);
    await run('cp', ['-a', from, this.#data()]);
    await this.#used.restart();
    await this.addStandby();
  }

  #data(): string {
    return join(this.#used.directory, 'data');
  }
}

/** Starts a server with its files on the disk. */
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
