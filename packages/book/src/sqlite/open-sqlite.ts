import { mkdir, realpath, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { BookError, type BookHealth, type Driver } from '../driver.ts';
import { backUp } from './back-up.ts';
import { judgeFileSystem } from './file-system.ts';
import { type Link, startLink } from './link.ts';
import type { ThreadOptions } from './messages.ts';

/** Options for a book in a file. */
export interface SqliteOptions {
  /** Path of the file; created with its folder if missing. */
  path: string;
  /** Label of this process, shown while it holds the lock. */
  label?: string;
  /** Receives recovered problems, as sentences. */
  log?: (sentence: string) => void;
  /** URL of a module that exports `procedures` and of its schema folder; default: the book's own. */
  registry?: URL;
  schema?: URL;
  /** Content of /proc/self/mounts; default: read from the system. */
  mounts?: string;
}

/** Warn below this free space. */
const LITTLE_BYTES = 512 * 1024 * 1024;

/** Opens a book in one file, with one thread to write and one to read. @throws BookError */
export async function openSqlite(options: SqliteOptions): Promise<Driver> {
  const path = await realPath(options.path);
  const warnings = await checkPlace(path, options.mounts);
  const log = options.log ?? (() => undefined);
  const common: Omit<ThreadOptions, 'role'> = {
    path,
    registry: (options.registry ?? new URL('../procedures/registry.ts', import.meta.url)).href,
    schema: (options.schema ?? new URL('../schema/', import.meta.url)).href,
    label: options.label ?? 'cineflow',
    isChecked: true,
  };
  const writer = await startLink({ ...common, role: 'writer' }, log);
  const reader = await startLink({ ...common, role: 'reader' }, log).catch(async (error: unknown) => {
    await writer.close();
    throw error;
  });
  return {
    kind: 'sqlite',
    write: (name, args) => writer.call(name, args),
    read: (name, args) => reader.call(name, args),
    health: () => healthOf(path, [writer, reader], warnings),
    backup: (target) => backUp(path, target),
    // Close the writer last: it checkpoints the log, which an open reader prevents.
    close: async () => {
      await reader.close();
      await writer.close();
    },
  };
}

/** The path without links: SQLite puts its other files beside the real one. */
async function realPath(given: string): Promise<string> {
  const path = resolve(given);
  try {
    await mkdir(dirname(path), { recursive: true });
    return await realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
  } catch (error) {
    throw new BookError(
      'away',
      `The folder of the book ${path} cannot be made or read: ${String(error)}.`,
      error,
    );
  }
}

/** Checks the folder, and the file if it is a mount of its own. @throws BookError */
async function checkPlace(path: string, mounts: string | undefined): Promise<string[]> {
  const warnings = new Set<string>();
  for (const place of [dirname(path), path]) {
    if (place === path && !(await exists(path))) continue;
    const judged = await judgeFileSystem(place, mounts);
    if (judged.verdict === 'refused') throw new BookError('refused', judged.reason);
    if (judged.verdict === 'warn') warnings.add(judged.reason);
  }
  return [...warnings].slice(0, 1);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

/** Uses `stat` only: closing a file opened by `fs` would drop the locks of SQLite. */
async function healthOf(
  path: string,
  links: readonly Link[],
  warnings: readonly string[],
): Promise<BookHealth> {
  const reason = links.map((link) => link.trouble()).find((trouble) => trouble !== undefined);
  const health: BookHealth = { driver: 'sqlite', ok: reason === undefined, place: path, warnings };
  if (reason !== undefined) health.reason = reason;
  try {
    const [file, log, { bavail, bsize }] = await Promise.all([
      stat(path),
      stat(`${path}-wal`).catch(() => null),
      statfs(dirname(path)),
    ]);
    health.sizeBytes = file.size + (log?.size ?? 0);
    health.freeBytes = bavail * bsize;
    if (health.freeBytes >= LITTLE_BYTES) return health;
    const little = `The disk of the book has ${Math.floor(health.freeBytes / 1024 / 1024)} MB left.`;
    return { ...health, warnings: [...warnings, little] };
  } catch (error) {
    return {
      ...health,
      ok: false,
      reason: health.reason ?? `The book ${path} cannot be found: ${String(error)}.`,
    };
  }
}
