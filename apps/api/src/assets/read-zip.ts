import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { type Folder, FolderReader } from './folder.ts';
import { BrokenStreamError } from './read-whole.ts';
import { FILES_MAX } from './upload-scope.ts';
import { decodeZipName } from './file-names.ts';

const MEGABYTE = 1024 * 1024;
/** Of the ZIP, and of all that is in it. */
const ZIP_MAX_BYTES = 500 * MEGABYTE;
/** A bomb packs better than any picture or text. */
const RATIO_MAX = 100;
/** Small files may pack better. */
const RATIO_FROM_BYTES = MEGABYTE;
/** Bits of an entry: the type of a Unix file, and encryption. */
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

const DAMAGED = ['damaged', 'cannot be unpacked', 'Make the ZIP again, without a password.'] as const;
/** Pictures, and what systems add to them. */
const ENTRIES_MAX = 5_000;

const STORYBOARD = /(?:^|\/)storyboard\.(?:jsonl?|csv|tsv|xlsx|md|txt|fountain)$/iu;
const OPTIONS = /^options\.json$/iu;

interface Member {
  path: string;
  entry: Entry;
}

/**
 * A storyboard as a ZIP: `storyboard.json` (or a table or text of that name), `options.json` and the pictures. All may
 * be inside one folder.
 */
export async function readZip(context: Context, request: FastifyRequest): Promise<Folder> {
  const directory = await mkdtemp(join(tmpdir(), 'cineflow-zip-'));
  try {
    const path = join(directory, 'upload.zip');
    await pipeline(request.body as Readable, bounded(), createWriteStream(path));
    const zip = await open(path);
    try {
      return await readMembers(zip, new FolderReader(context, request.caller));
    } finally {
      zip.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function bounded(): Transform {
  let size = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, pass) => {
      size += chunk.length;
      if (size > ZIP_MAX_BYTES) pass(refuse(`The ZIP has more than ${ZIP_MAX_BYTES / MEGABYTE} MB.`));
      else pass(null, chunk);
    },
  });
}

async function open(path: string): Promise<ZipFile> {
  return openPromise(path, { autoClose: false, decodeStrings: false }).catch((error: unknown) => {
    throw refuse('This is no ZIP, or it is damaged.', error);
  });
}

async function readMembers(zip: ZipFile, reader: FolderReader): Promise<Folder> {
  const members = await listMembers(zip, reader);
  const root = rootOf(members);
  let pictures = 0;
  for (const { path, entry } of members) {
    const name = path.startsWith(root) ? path.slice(root.length) : path;
    const document = OPTIONS.test(name)
      ? 'options'
      : !name.includes('/') && STORYBOARD.test(name)
        ? 'storyboard'
        : null;
    const stream = await openMember(zip, entry);
    if (stream === null) {
      reader.fault(path, ...DAMAGED);
      continue;
    }
    try {
      if (document !== null) await reader.readDocument(document, stream, name);
      else if ((pictures += 1) <= FILES_MAX) await reader.readPicture(name, stream);
      else throw refuse(`A ZIP holds at most ${FILES_MAX} pictures.`);
    } catch (error) {
      if (!(error instanceof BrokenStreamError)) throw error;
      reader.fault(path, ...DAMAGED);
    } finally {
      stream.destroy();
    }
  }
  return reader.finish();
}

/** Null if the member is damaged or its compression method is not supported. */
async function openMember(zip: ZipFile, entry: Entry): Promise<Readable | null> {
  return zip.openReadStreamPromise(entry).catch(() => null);
}

/** The files of the ZIP that may be read. Nothing is unpacked before all are known to be harmless. */
async function listMembers(zip: ZipFile, reader: FolderReader): Promise<Member[]> {
  if (zip.entryCount > ENTRIES_MAX)
    throw refuse(`The ZIP has ${zip.entryCount} files; ${ENTRIES_MAX} are the most.`);
  const members: Member[] = [];
  let unpacked = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const path = decodeZipName(entry);
      if (path.endsWith('/')) continue;
      unpacked += entry.uncompressedSize;
      if (unpacked > ZIP_MAX_BYTES) throw refuse(`The files have more than ${ZIP_MAX_BYTES / MEGABYTE} MB.`);
      if (isBomb(entry)) throw refuse(`${path} is packed more than ${RATIO_MAX}:1, as no picture is.`);
      if (entry.isEncrypted()) reader.fault(path, 'encrypted', 'has a password', 'Make a ZIP without one.');
      else if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK)
        reader.fault(path, 'link', 'is a symbolic link', 'Put the file itself into the ZIP.');
      else members.push({ path, entry });
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw refuse('The ZIP is damaged.', error);
  }
  return members;
}

function isBomb({ uncompressedSize, compressedSize }: Entry): boolean {
  return uncompressedSize > RATIO_FROM_BYTES && uncompressedSize > RATIO_MAX * compressedSize;
}

/** The folder of the document, where people packed the folder itself. */
function rootOf(members: readonly Member[]): string {
  const documents = members.map(({ path }) => path).filter((path) => STORYBOARD.test(path));
  const [shortest = ''] = documents.toSorted((a, b) => a.length - b.length);
  return shortest.slice(0, shortest.lastIndexOf('/') + 1);
}

function refuse(detail: string, cause?: unknown): ProblemError {
  return new ProblemError('upload-refused', { detail: `${detail} Nothing was ordered.`, cause });
}
