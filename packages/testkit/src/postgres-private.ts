import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { needPostgresPrograms, type PostgresPrograms, runPostgresProgram } from './postgres-programs.ts';
import { signalPostgres, startPostgresServer } from './postgres-server.ts';
import { signalChild } from './signal-child.ts';

const USER = 'cineflow';
/** Password of every private server; tests may check that it is never shown. */
const PASSWORD = 'private-password';

export interface PostgresOptions {
  /** Lines of postgresql.conf, such as `{ max_connections: '5' }`. */
  settings?: Readonly<Record<string, string>>;
}

export interface PrivatePostgres extends AsyncDisposable {
  /** With user (a superuser) and password; the database is `postgres`. */
  readonly url: string;
  readonly port: number;
  /** Where its data and its socket are, removed at the end. */
  readonly directory: string;
  /** Folder of the programs of this version, such as pg_dump. */
  readonly programs: string;
  /** Process id of the server that runs now. */
  readonly pid: number;
  /** Ends it and all its processes at once, as a loss of power would. */
  kill(): Promise<void>;
  /** Stops it and all its processes in their tracks: clients see a server that says nothing. */
  freeze(): Promise<void>;
  resume(): Promise<void>;
  /** Starts it again on the same port with the same data, and other settings where given. */
  restart(settings?: Readonly<Record<string, string>>): Promise<void>;
  /** Makes a standby the primary; its timeline is a new one. */
  promote(): Promise<void>;
  /** Ends it in good order and removes its files. */
  stop(): Promise<void>;
}

/**
 * A PostgreSQL server for one test and its faults.
 * @throws Error if no server program is found or installed.
 */
export async function startPrivatePostgres(options: PostgresOptions = {}): Promise<PrivatePostgres> {
  const programs = await needPostgresPrograms();
  return startIn(programs, options, async (directory) => {
    const passwordFile = join(directory, 'password');
    await writeFile(passwordFile, PASSWORD);
    await own(programs, passwordFile);
    const auth = ['--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${passwordFile}`];
    const kind = ['-U', USER, '--encoding=UTF8', '--locale=C', '--no-sync', ...auth];
    return runPostgresProgram(programs, 'initdb', ['-D', join(directory, 'data'), ...kind]);
  });
}

/** A standby of a private server, fed by asynchronous streaming unless the primary's settings say otherwise. */
export async function startStandby(
  primary: PrivatePostgres,
  options: PostgresOptions = {},
): Promise<PrivatePostgres> {
  const programs = await needPostgresPrograms();
  return startIn(programs, options, (directory) => {
    const source = ['-d', `host=127.0.0.1 port=${primary.port} user=${USER}`];
    const kind = ['-R', '-X', 'stream', '--checkpoint=fast', '--no-sync'];
    const args = ['-D', join(directory, 'data'), ...source, ...kind];
    return runPostgresProgram(programs, 'pg_basebackup', args, { PGPASSWORD: PASSWORD });
  });
}

async function startIn(
  programs: PostgresPrograms,
  options: PostgresOptions,
  makeData: (directory: string) => Promise<{ ok: boolean; stderr: string }>,
): Promise<PrivatePostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'cineflow-postgres-'));
  try {
    await own(programs, directory);
    const made = await makeData(directory);
    if (!made.ok) throw new Error(`The data folder of PostgreSQL could not be made: ${made.stderr}`);
    return await serve(programs, directory, options.settings ?? {});
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

async function serve(
  programs: PostgresPrograms,
  directory: string,
  settings: Readonly<Record<string, string>>,
): Promise<PrivatePostgres> {
  const options = { programs, directory, port: await freePort() };
  let server = await startPostgresServer({ ...options, settings });
  const kill = (): Promise<void> => signalPostgres(server, 'SIGKILL');
  const stop = async (): Promise<void> => {
    await signalPostgres(server, 'SIGCONT');
    // SIGINT is its fast, orderly shutdown.
    await signalChild(server, 'SIGINT');
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  return {
    url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${options.port}/postgres`,
    port: options.port,
    directory,
    programs: programs.folder,
    get pid() {
      return server.pid ?? -1;
    },
    kill,
    freeze: () => signalPostgres(server, 'SIGSTOP'),
    resume: () => signalPostgres(server, 'SIGCONT'),
    restart: async (changed = settings) => {
      await kill();
      server = await startPostgresServer({ ...options, settings: changed });
    },
    promote: async () => {
      const args = ['promote', '-w', '-D', join(directory, 'data')];
      const promoted = await runPostgresProgram(programs, 'pg_ctl', args);
      if (!promoted.ok) throw new Error(`The standby was not promoted: ${promoted.stderr}`);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function own({ owner }: PostgresPrograms, path: string): Promise<void> {
  if (owner !== undefined) await chown(path, owner.uid, owner.gid);
}
