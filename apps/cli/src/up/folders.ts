import { mkdir, stat } from 'node:fs/promises';
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

/** The book that `up` made here; undefined where the settings name another one, or there is none. */
export async function bookFolder({ cwd, env }: Session, data = DATA): Promise<string | undefined> {
  if (env['DATABASE_URL'] || env['CINEFLOW_DATA_DIR']) return undefined;
  const base = resolve(cwd, data);
  for (const folder of [join(base, 'book'), join(base, REHEARSAL, 'book')]) {
    if (
      await stat(folder).then(
        () => true,
        () => false,
      )
    )
      return folder;
  }
  return undefined;
}
