import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath } from './find-on-path.ts';
import { type CommandResult, runCommand } from './run-command.ts';

const DEBIAN_FOLDER = '/usr/lib/postgresql';
const INSTALL_TIMEOUT_MS = 300_000;
const COMMAND_TIMEOUT_MS = 60_000;

/** Programs of one PostgreSQL version, and the user they run as: the server refuses to be root. */
export interface PostgresPrograms {
  /** Folder of initdb, postgres, pg_ctl, pg_basebackup and pg_dump. */
  readonly folder: string;
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/**
 * Finds the newest PostgreSQL; installs the package as root on Debian.
 * @throws Error with the command to install it
 */
export async function needPostgresPrograms(): Promise<PostgresPrograms> {
  const folder = (await findPostgresFolder()) ?? (await installPostgres());
  if (folder === undefined) {
    throw new Error('No PostgreSQL server to be had here. Get one: sudo apt-get install -y postgresql');
  }
  if (process.getuid?.() !== 0) return { folder };
  const [uid, gid] = [await idOf('-u'), await idOf('-g')];
  if (uid === undefined || gid === undefined) {
    throw new Error('PostgreSQL does not run as root, and there is no user "postgres" to run it as.');
  }
  return { folder, owner: { uid, gid } };
}

/** Runs one of the programs to its end as the owner of the server. */
export async function runPostgresProgram(
  { folder, owner }: PostgresPrograms,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const options = { ...owner, cwd: '/', timeout: COMMAND_TIMEOUT_MS, encoding: 'utf8' as const };
  return new Promise((resolve) => {
    execFile(
      join(folder, program),
      args,
      { ...options, env: { ...process.env, ...env } },
      (error, stdout, stderr) =>
        resolve({ ok: error === null, stdout, stderr: stderr || (error?.message ?? '') }),
    );
  });
}

async function findPostgresFolder(): Promise<string | undefined> {
  const versions = await readdir(DEBIAN_FOLDER).catch(() => []);
  for (const version of versions.toSorted((a, b) => Number(b) - Number(a))) {
    const folder = join(DEBIAN_FOLDER, version, 'bin');
    const programs: string[] = await readdir(folder).catch(() => []);
    if (['initdb', 'postgres', 'pg_basebackup'].every((name) => programs.includes(name))) return folder;
  }
  const initdb = await findOnPath('initdb');
  return initdb === undefined ? undefined : join(initdb, '..');
}

async function installPostgres(): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || (await findOnPath('apt-get')) === undefined) return undefined;
  process.stderr.write('Installing the package postgresql with apt-get …\n');
  // Keeps the package from making a cluster; run level 1 from starting a service.
  await mkdir('/etc/postgresql-common', { recursive: true });
  await writeFile('/etc/postgresql-common/createcluster.conf', 'create_main_cluster = false\n', {
    flag: 'wx',
  }).catch(() => {});
  const aptGet = ['DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1', 'apt-get'];
  const install = [
    'install',
    '-y',
    '-qq',
    '--no-install-recommends',
    '-o',
    'Dpkg::Options::=--force-confold',
  ];
  await runCommand('env', [...aptGet, 'update', '-qq'], INSTALL_TIMEOUT_MS);
  const installed = await runCommand('env', [...aptGet, ...install, 'postgresql'], INSTALL_TIMEOUT_MS);
  if (!installed.ok)
    process.stderr.write(`apt-get could not install postgresql: ${installed.stderr.trim()}\n`);
  return findPostgresFolder();
}

async function idOf(flag: '-u' | '-g'): Promise<number | undefined> {
  const answer = await runCommand('id', [flag, 'postgres']);
  return answer.ok ? Number(answer.stdout) : undefined;
}
