import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { Order } from '@cineflow/client';
import { CliError, EXIT } from '../exit.ts';
import type { Texts } from '../locales/texts.ts';
import { findNamedPictures, PICTURE } from './find-named-pictures.ts';

/** A storyboard on disk with its pictures. */
export interface Found extends Pick<Order, 'document' | 'pictures'> {
  /** As the user would write it. */
  shown: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.zip': 'application/zip',
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.xlsm': 'application/vnd.ms-excel.sheet.macroenabled.12',
  '.xls': 'application/vnd.ms-excel',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.fountain': 'text/x-fountain',
  '.md': 'text/markdown',
  '.txt': 'text/plain',
};
/** In a folder the first of these that is there is the storyboard: notes lie beside tables, not the reverse. */
const RANKS: readonly (readonly string[])[] = [
  ['.json'],
  ['.xlsx', '.xlsm', '.csv', '.tsv'],
  ['.fountain'],
  ['.md', '.txt'],
];
const NOT_A_STORYBOARD = /^(?:readme|license|package(?:-lock)?\.json|tsconfig|\.)/iu;
/** Nothing of these belongs to a storyboard. */
const NOT_LOOKED_INTO = /^(?:\.|node_modules$|output$|cineflow-data$)/u;
const PICTURES_MAX = 200;
const DOCUMENT_MAX_BYTES = 300 * 1024 * 1024;

/**
 * The storyboards of the named files and folders, each with its pictures.
 * @throws CliError for a path without one
 */
export async function findDocuments(
  paths: readonly string[],
  { cwd, texts }: { cwd: string; texts: Texts },
): Promise<Found[]> {
  const found = new Map<string, Found>();
  for (const path of paths) {
    const place = resolve(cwd, path);
    const facts = await stat(place).catch(() => undefined);
    if (facts === undefined) throw new CliError(texts.errors.noSuchPath(path));
    const files = facts.isDirectory() ? await searchFolder(place) : [{ file: place, isAlone: false }];
    if (files.length === 0) throw new CliError(texts.errors.noStoryboard(path));
    for (const one of files) found.set(one.file, await readOne(one, { cwd, texts }));
  }
  return [...found.values()];
}

interface Place {
  file: string;
  /** The only storyboard of its folder, so that all pictures below are its own. */
  isAlone: boolean;
}

async function searchFolder(folder: string): Promise<Place[]> {
  const entries = await listFolder(folder);
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const candidates = names.filter((name) => !NOT_A_STORYBOARD.test(name)).sort();
  const rank = RANKS.find((types) => candidates.some((name) => types.includes(typeOf(name))));
  const here = candidates.filter((name) => rank?.includes(typeOf(name)));
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const deeper = await Promise.all(below.sort().map(searchFolder));
  const isAlone = here.length === 1 && deeper.flat().length === 0;
  return [...here.map((name) => ({ file: join(folder, name), isAlone })), ...deeper.flat()];
}

async function listFolder(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter(({ name }) => !NOT_LOOKED_INTO.test(name));
}

function typeOf(name: string): string {
  return extname(name).toLowerCase();
}

async function readOne(
  { file, isAlone }: Place,
  { cwd, texts }: { cwd: string; texts: Texts },
): Promise<Found> {
  const shown = shorter(relative(cwd, file), file);
  const { size } = await stat(file);
  if (size > DOCUMENT_MAX_BYTES) throw new CliError(texts.errors.tooLarge(shown), EXIT.refused);
  const bytes = await readFile(file);
  if (bytes.length === 0) throw new CliError(texts.errors.empty(shown), EXIT.refused);
  const contentType = TYPES[typeOf(file)] ?? 'application/octet-stream';
  const document = { bytes, fileName: basename(file), contentType };
  if (contentType === 'application/zip') return { shown, document };
  const all = isAlone ? await allPictures(dirname(file)) : [];
  const isMany = all.length > PICTURES_MAX;
  const pictures = isAlone && !isMany ? all : await findNamedPictures(bytes, dirname(file));
  return { shown, document, pictures };
}

function shorter(one: string, other: string): string {
  return one.length <= other.length ? one : other;
}

async function allPictures(folder: string): Promise<{ path: string; file: string }[]> {
  const found: { path: string; file: string }[] = [];
  const open = [folder];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const entry of await listFolder(place)) {
      const file = join(place, entry.name);
      if (entry.isDirectory()) open.push(file);
      else if (entry.isFile() && PICTURE.test(entry.name)) {
        found.push({ path: relative(folder, file).split(sep).join('/'), file });
      }
    }
  }
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}
