import { type ClipSpec, makeClip } from './make-clip.ts';

/** Keeps the clips asked for last, up to a number of bytes; others are made again, with the same bytes. */
export class ClipCache {
  readonly #limitBytes: number;
  readonly #clips = new Map<string, Buffer>();
  #sizeBytes = 0;

  constructor(limitBytes: number = 64 * 2 ** 20) {
    this.#limitBytes = limitBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Returns the clip of an order, made now where it is not kept. */
  read(spec: ClipSpec): Buffer {
    const name = `${spec.operationId} ${spec.resolution}`;
    const kept = this.#clips.get(name);
    const clip = kept ?? makeClip(spec);
    this.#clips.delete(name);
    this.#clips.set(name, clip);
    if (kept === undefined) this.#makeRoom(clip.length);
    return clip;
  }

  #makeRoom(addedBytes: number): void {
    this.#sizeBytes += addedBytes;
    for (const [name, clip] of this.#clips) {
      if (this.#sizeBytes <= this.#limitBytes) return;
      this.#clips.delete(name);
      this.#sizeBytes -= clip.length;
    }
  }
}
