import { createHash } from 'node:crypto';
import { type Thumbnail, thumbnailSizeOf, toThumbnail } from '../clip/thumbnail.ts';
import type { ReceivedPicture } from './picture-roles.ts';
import { PictureTrouble, readPicture } from './read-picture.ts';

/** A thumbnail as the bill file keeps it: a picture's bytes are not kept. */
export interface ThumbnailRecord {
  readonly type: 'thumbnail';
  readonly name: string;
  readonly samples: string;
}

/** Loads the pictures of operations and keeps a thumbnail of each, about 12 KB. */
export class Gallery {
  readonly #thumbnails = new Map<string, Thumbnail>();
  readonly #closing: AbortSignal;
  readonly #onNew: (record: ThumbnailRecord) => void;

  constructor(closing: AbortSignal, onNew: (record: ThumbnailRecord) => void) {
    this.#closing = closing;
    this.#onNew = onNew;
  }

  /**
   * Loads pictures from their sources and notes what arrived. Resolves with the problem of the first that cannot be
   * had, else null; never rejects.
   */
  async load(pictures: ReceivedPicture[], sources: readonly (string | null)[]): Promise<string | null> {
    const size = thumbnailSizeOf(pictures.length);
    const problems = await Promise.all(
      pictures.map(async (picture, index) => {
        const which = pictures.length === 1 ? 'the picture' : `picture ${index + 1} of ${pictures.length}`;
        try {
          const bytes = await this.#fetch(picture, sources[index] ?? null);
          if (bytes !== undefined) await this.#keep(picture, bytes, size);
          return undefined;
        } catch (error) {
          const isAway = error instanceof PictureTrouble;
          const message = error instanceof Error ? error.message : String(error);
          return `${which} cannot be ${isAway ? 'fetched' : 'read'}: ${message}`;
        }
      }),
    );
    return problems.find((problem) => problem !== undefined) ?? null;
  }

  /** The thumbnail of a loaded picture, as one of so many. */
  find({ sha256 }: ReceivedPicture, count: number): Thumbnail | undefined {
    return sha256 === null ? undefined : this.#thumbnails.get(nameOf(sha256, thumbnailSizeOf(count)));
  }

  /** Takes back a thumbnail from the bill file. */
  restore({ name, samples }: ThumbnailRecord): void {
    this.#thumbnails.set(name, { size: Number(name.split('@')[1]), samples: Buffer.from(samples, 'base64') });
  }

  clear(): void {
    this.#thumbnails.clear();
  }

  async #fetch(picture: ReceivedPicture, source: string | null): Promise<Uint8Array | undefined> {
    const bytes = source === null ? undefined : await readPicture(source, this.#closing);
    if (bytes === undefined) return undefined;
    picture.sha256 = createHash('sha256').update(bytes).digest('hex');
    picture.sizeBytes = bytes.length;
    return bytes;
  }

  async #keep({ sha256 }: ReceivedPicture, bytes: Uint8Array, size: number): Promise<void> {
    const name = nameOf(String(sha256), size);
    if (this.#thumbnails.has(name)) return;
    // Loaded with the first picture: a sandbox without any starts faster.
    const { thumbnailRgb } = await import('@cineflow/media');
    const thumbnail = toThumbnail(size, await thumbnailRgb(bytes, { width: size, height: size }));
    if (this.#thumbnails.has(name)) return;
    this.#thumbnails.set(name, thumbnail);
    this.#onNew({ type: 'thumbnail', name, samples: Buffer.from(thumbnail.samples).toString('base64') });
  }
}

function nameOf(sha256: string, size: number): string {
  return `${sha256}@${size}`;
}
