import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The example with pictures: a document, and a file for everyone and everything it shows. */
export const PICTURE_FOLDER = fileURLToPath(
  new URL('../../../../examples/yu-ye-bian-li-dian-with-pictures', import.meta.url),
);

interface Segment {
  readonly segment_index: number;
  readonly asset: {
    readonly characters: readonly string[];
    readonly scene?: string;
    readonly props: readonly string[];
  };
}

export interface PictureFile {
  /** Relative to the document, with forward slashes. */
  readonly path: string;
  readonly bytes: Buffer<ArrayBuffer>;
}

export interface PictureFolder {
  readonly document: { readonly segments: readonly Segment[] };
  readonly files: readonly PictureFile[];
}

/** Reads a folder as a client uploads it. */
export async function readPictureFolder(folder: string): Promise<PictureFolder> {
  const document = await readFile(join(folder, 'storyboard.json'), 'utf8');
  const entries = await readdir(join(folder, 'asset'), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const files = paths.sort().map(async (path) => ({
    path: path.slice(folder.length + 1).replaceAll(sep, '/'),
    bytes: await readFile(path),
  }));
  return {
    document: JSON.parse(document) as PictureFolder['document'],
    files: await Promise.all(files),
  };
}

/** The files a shot names, by its index. */
export function filesOfShots({
  document,
  files,
}: PictureFolder): ReadonlyMap<number, readonly PictureFile[]> {
  const byName = new Map(files.map((file) => [basename(file.path, extname(file.path)), file]));
  return new Map(
    document.segments.map(({ segment_index: index, asset: { characters, scene, props } }) => [
      index,
      [...characters, scene, ...props].flatMap((name) => byName.get(name ?? '') ?? []),
    ]),
  );
}
