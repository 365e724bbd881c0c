import { execFile } from 'node:child_process';
import { mkdtemp, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BookError } from '../driver.ts';
import { quoteName } from './translate.ts';

const DEBIAN_FOLDER = '/usr/lib/postgresql';

/**
 * Writes the schema of the book to a new file with pg_dump, for pg_restore.
 * @throws BookError `refused` without a suitable pg_dump or if the file exists, else `away`
 */
export async function backUp(
  book: { url: string; schema: string; place: string },
  path: string,
): Promise<void> {
  if (await stat(path).catch(() => null)) throw new BookError('refused', `${path} exists already.`);
  const secrets = await mkdtemp(join(tmpdir(), 'cineflow-backup-'));
  const part = `${path}.part`;
  try {
    const address = await hidePassword(book.url, join(secrets, 'pgpass'));
    const what = ['--format=custom', '--no-owner', `--schema=${quoteName(book.schema)}`, `--file=${part}`];
    await dump([...what, `--dbname=${address}`], book);
    await flush(part);
    await rename(part, path);
    await flush(dirname(path));
  } catch (error) {
    throw error instanceof BookError
      ? error
      : new BookError('away', `The backup ${path} could not be written.`, error);
  } finally {
    await rm(part, { force: true });
    await rm(secrets, { recursive: true, force: true });
  }
}

/** Process arguments are visible to all users, so the password goes into a file. */
async function hidePassword(url: string, file: string): Promise<string> {
  const address = new URL(url);
  const password = decodeURIComponent(address.password) || (address.searchParams.get('password') ?? '');
  address.password = '';
  for (const name of ['password', 'uselibpqcompat']) address.searchParams.delete(name);
  if (password !== '') {
    await writeFile(file, `*:*:*:*:${password.replaceAll(/[\\:]/g, String.raw`\$&`)}\n`, { mode: 0o600 });
    address.searchParams.set('passfile', file);
  }
  return address.href;
}

async function dump(
  args: readonly string[],
  { schema, place }: { schema: string; place: string },
): Promise<void> {
  const program = await findDump();
  const error = await new Promise<Error | undefined>((resolve) => {
    execFile(program, args, (failure, _stdout, stderr) => {
      if (failure !== null) resolve(Object.assign(failure, { stderr }));
      else resolve(undefined);
    });
  });
  if (error === undefined) return;
  const stderr = 'stderr' in error ? String(error.stderr) : '';
  const isMissing = 'code' in error && error.code === 'ENOENT';
  if (isMissing || stderr.includes('server version mismatch')) {
    const what = isMissing ? 'pg_dump is not found here' : 'pg_dump here is older than the server';
    const command = `pg_dump --format=custom --schema='${quoteName(schema)}' --file=book.dump "$DATABASE_URL"`;
    throw new BookError(
      'refused',
      `${what}. Install postgresql-client of the server's version, or run: ${command}`,
    );
  }
  const last = stderr.trim().split('\n').at(-1) ?? '';
  throw new BookError('away', `pg_dump could not copy the book from PostgreSQL at ${place}: ${last}`);
}

/** Debian's newest pg_dump, which also dumps older servers; else the one on PATH. */
async function findDump(): Promise<string> {
  const versions = await readdir(DEBIAN_FOLDER).catch(() => []);
  for (const version of versions.toSorted((a, b) => Number(b) - Number(a))) {
    const program = join(DEBIAN_FOLDER, version, 'bin', 'pg_dump');
    if (await stat(program).catch(() => null)) return program;
  }
  return 'pg_dump';
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
