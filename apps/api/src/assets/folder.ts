import type { FieldError, Warning } from '@cineflow/contracts';
import { normalisePath } from '@cineflow/core';
import { PictureError } from '@cineflow/media';
import type { Readable } from 'node:stream';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { readJson } from '../plugins/json-body.ts';
import { readSent } from '../storyboards/read-sent.ts';
import { DOCUMENT_LIMIT_BYTES } from '../plugins/limits.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { keepPicture } from './keep-picture.ts';
import { readPictureBytes, readWhole } from './read-whole.ts';

/** A storyboard that came with its files. */
export interface Folder {
  storyboard: unknown;
  options: unknown;
  /** SHA-256 of each kept picture by its path relative to the document. */
  files: ReadonlyMap<string, string>;
  warnings: readonly Warning[];
  /** The sent place of each shot, where they moved. */
  origins: readonly string[];
}

/** Files that systems add by themselves. */
const OF_SYSTEMS = /(?:^|\/)(?:__MACOSX|\.[^/]*|Thumbs\.db|desktop\.ini)(?:\/|$)/iu;
const PICTURE = /\.(?:jpe?g|jfif|png|webp|avif|heic|heif|gif|bmp|tiff?|svg)$/iu;

/** An answer names so many faults, and so much of a name. */
const FAULTS_MAX = 100;
const NAME_MAX = 200;

/** Collects the files of one order as they arrive. Each picture is kept at once, so that none stays in memory. */
export class FolderReader {
  readonly #context: Context;
  readonly #caller: Caller;
  readonly #files = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #faults: FieldError[] = [];
  readonly #ignored: string[] = [];
  readonly #notes: Warning[] = [];
  #origins: readonly string[] = [];
  #documents: Partial<Record<'storyboard' | 'options', unknown>> = {};

  constructor(context: Context, caller: Caller) {
    this.#context = context;
    this.#caller = caller;
  }

  /** Reads the document in any form, or its options. */
  async readDocument(part: 'storyboard' | 'options', stream: Readable, fileName?: string): Promise<void> {
    const bytes = await readWhole(stream, DOCUMENT_LIMIT_BYTES);
    stream.resume();
    if (bytes === null) throw new ProblemError('body-too-large');
    if (Object.hasOwn(this.#documents, part))
      return this.fault(part, 'twice', 'is there twice', 'Send it once.');
    this.#documents[part] =
      part === 'options' ? readJson(bytes) : await this.#readStoryboard(bytes, fileName);
  }

  async #readStoryboard(bytes: Buffer, fileName: string | undefined): Promise<unknown> {
    const { document, notes, origins } = await readSent({ bytes, fileName });
    this.#notes.push(...notes);
    this.#origins = origins;
    return document;
  }

  /** Keeps a picture. Other files are left out with a warning. */
  async readPicture(name: string, stream: Readable): Promise<void> {
    const path = normalisePath(name);
    if (path === null) {
      stream.resume();
      return this.fault(
        name,
        'path-outside',
        'lies outside of the folder',
        'Write a path relative to the document.',
      );
    }
    if (OF_SYSTEMS.test(path)) return void stream.resume();
    const twin = this.#names.get(path.toLowerCase());
    if (twin !== undefined) {
      stream.resume();
      const detail = twin === path ? 'is there twice' : `has the same name as ${twin}`;
      return this.fault(path, 'twice', detail, 'Rename one of them.');
    }
    this.#names.set(path.toLowerCase(), path);
    try {
      const bytes = await readPictureBytes(stream);
      const { sha256 } = await keepPicture(this.#context, this.#caller, { bytes, name: path });
      this.#files.set(path, sha256);
    } catch (error) {
      stream.resume();
      if (!(error instanceof PictureError)) throw error;
      // A text beside the pictures does no harm; a picture may have lost its extension.
      if (PICTURE.test(path))
        this.fault(path, error.fault, error.message, 'Send another picture, or leave it out.');
      else this.#ignored.push(path);
    }
  }

  /** Notes what is wrong with a file; the others are read on. */
  fault(name: string, code: string, detail: string, fix: string): void {
    if (this.#faults.length >= FAULTS_MAX) return;
    const value = name.slice(0, NAME_MAX);
    this.#faults.push({ pointer: '', code, detail: `${value}: ${detail}`, value, fix });
  }

  /** All that came. @throws ProblemError `upload-refused` with every fault */
  finish(): Folder {
    if (!Object.hasOwn(this.#documents, 'storyboard') && this.#faults.length === 0) {
      const fix =
        'Send the document as part "storyboard", or as storyboard.json (.csv, .xlsx, .md, .txt) in the ZIP.';
      this.fault('storyboard', 'required', 'there is none', fix);
    }
    const count = this.#faults.length;
    if (count > 0) {
      const detail = `${count === 1 ? 'There is 1 fault' : `There are ${count} faults`}; nothing was ordered.`;
      throw new ProblemError('upload-refused', { detail, errors: this.#faults });
    }
    const { storyboard, options } = this.#documents;
    const warnings = [...this.#notes, ...this.#warnings()];
    return { storyboard, options, files: this.#files, warnings, origins: this.#origins };
  }

  #warnings(): Warning[] {
    const [first, ...more] = this.#ignored;
    if (first === undefined) return [];
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    return [
      {
        pointer: '',
        code: 'file-ignored',
        detail: `${first.slice(0, NAME_MAX)}${others}: no picture, not used`,
      },
    ];
  }
}
