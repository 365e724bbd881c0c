import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { type Folder, FolderReader } from './folder.ts';
import { decodeFileName } from './file-names.ts';
import { BrokenStreamError } from './read-whole.ts';
import { FILES_MAX } from './upload-scope.ts';

const BROKEN = 'The form is broken or ended early; nothing was ordered.';
const DOCUMENTS = ['storyboard', 'options'] as const;

/** One part of a form; each comes as a stream. */
export interface FormPart {
  name: string;
  fileName: string | undefined;
  stream: Readable;
}

/** A storyboard as a form: part `storyboard`, part `options`, and a part per picture, whose file name is its path. */
export async function readMultipart(context: Context, request: FastifyRequest): Promise<Folder> {
  try {
    return await readParts(request, new FolderReader(context, request.caller));
  } catch (error) {
    throw error instanceof BrokenStreamError ? brokenForm(error) : error;
  }
}

/** The form is not whole. */
export function brokenForm(cause: unknown): ProblemError {
  return new ProblemError('upload-refused', { detail: BROKEN, cause });
}

async function readParts(request: FastifyRequest, reader: FolderReader): Promise<Folder> {
  for await (const { name, fileName, stream } of partsOf(request)) {
    const document = DOCUMENTS.find((one) => one === name);
    if (document !== undefined) await reader.readDocument(document, stream, fileName);
    else if (fileName !== undefined && fileName !== '')
      await reader.readPicture(decodeName(fileName), stream);
    else {
      stream.resume();
      reader.fault(
        name,
        'not-a-file',
        'this part has no file name',
        'Send a picture with its path as file name.',
      );
    }
  }
  return reader.finish();
}

/** The parts of a form. @throws ProblemError `upload-refused` for a form that is broken or has too many parts */
export async function* partsOf(request: FastifyRequest): AsyncGenerator<FormPart> {
  try {
    for await (const part of request.parts({ isPartAFile: () => true })) {
      if (part.type !== 'file') continue;
      yield { name: part.fieldname, fileName: part.filename, stream: part.file };
    }
  } catch (error) {
    const { code = '' } = error as { code?: string };
    const detail = code.includes('LIMIT')
      ? `A form holds at most ${FILES_MAX} files. Send the others before, by POST /v1/assets.`
      : BROKEN;
    throw new ProblemError('upload-refused', { detail, cause: error });
  }
}

/** Browsers send UTF-8, and old programs of Chinese Windows GBK; the parser may have read either as Latin-1. */
function decodeName(name: string): string {
  if (!/^[\0-\u00FF]*$/u.test(name) || !/[\u0080-\u00FF]/u.test(name)) return name;
  return decodeFileName(Buffer.from(name, 'latin1'));
}
