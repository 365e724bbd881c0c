import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Session } from '../session.ts';

/** Folder of `up` unless another one is named. */
const DATA = 'cineflow-data';
/** Clips of a rehearsal must never be taken for paid ones. */
const REHEARSAL = 'rehearsal';

/** Where an installation on this machine keeps everything. */
export interface Folders {
  root: string;
  book: string;
  clips: string;
  logs: string;
  billFile: string;
  prefixFile: string;
}

/** The folders of an installation, made where they are missing. */
export async function makeFolders(
  { cwd }: Session,
  { data = DATA, isRehearsal }: { data?: string | undefined; isRehearsal: boolean },
): Promise<Folders> {
  const base = resolve(cwd, data);
  const root = isRehearsal ? join(base, REHEARSAL) : base;
  const folders = {
    root,
    book: join(root, 'book'),
    clips: join(root, 'clips'),
    logs: join(root, 'logs'),
    billFile: join(root, 'sandbox-bill.jsonl'),
    prefixFile: join(root, 'prefix'),
  };
  for (const folder of [folders.book, folders.clips, folders.logs]) await mkdir(folder, { recursive: true });
  return folders;
}

/** Variables that lead to the book `up` made here; none where the settings name another one, or there is none. */
export async function bookVariables({ cwd, env }: Session, data = DATA): Promise<Record<string, string>> {
  if (env['DATABASE_URL'] || env['CINEFLOW_DATA_DIR']) return {};
  const base = resolve(cwd, data);
  for (const root of [base, join(base, REHEARSAL)]) {
    // The prefix of the keys in Redis also names the file of the book.
    const prefix = await readFile(join(root, 'prefix'), 'utf8').catch(() => '');
    if (prefix !== '') return { CINEFLOW_DATA_DIR: join(root, 'book'), CINEFLOW_PREFIX: prefix.trim() };
  }
  return {};
}
