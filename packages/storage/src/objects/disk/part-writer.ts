import { toDiskError } from './disk.ts';
import { appendToPart, type Part } from './part.ts';

const MAX_PENDING_BYTES = 256 * 1024;
/** Early flushes shorten the wait at the end. */
const FLUSH_EVERY_BYTES = 32 * 1024 * 1024;
/** One flush at a time: it occupies one of the few file threads of the process. */
let isFlushing = false;

/**
 * Writes chunks to a part in order, many at once on a slow disk. Bounds the backlog.
 * @throws CollectError for our disk
 */
export class PartWriter {
  readonly #part: Part;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #flushedBytes = 0;
  #writing: Promise<void> | undefined;
  #flushing: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  constructor(part: Part) {
    this.#part = part;
  }

  /** Resolves with room for more; rejects when a write failed. */
  async push(bytes: Uint8Array): Promise<void> {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#writing ??= this.#writePending();
    while (this.#pendingBytes >= MAX_PENDING_BYTES && !this.#failure) await this.#writing;
    this.#throwFailure();
  }

  /** Resolves when everything is written; rejects when a write failed. Safe to repeat. */
  async end(): Promise<void> {
    await this.#writing;
    await this.#flushing;
    this.#throwFailure();
  }

  /** Never rejects: `push` and `end` throw its failure. */
  async #writePending(): Promise<void> {
    try {
      while (this.#pending.length > 0) {
        const chunks = this.#pending;
        this.#pending = [];
        this.#pendingBytes = 0;
        await appendToPart(this.#part, ...chunks);
        const unflushedBytes = this.#part.sizeBytes - this.#flushedBytes;
        if (unflushedBytes >= FLUSH_EVERY_BYTES && !isFlushing) this.#flushing = this.#flush();
      }
    } catch (error) {
      this.#failure ??= { error: toDiskError(error) };
    } finally {
      this.#writing = undefined;
    }
  }

  async #flush(): Promise<void> {
    isFlushing = true;
    try {
      this.#flushedBytes = this.#part.sizeBytes;
      await this.#part.handle.datasync();
    } catch (error) {
      this.#failure ??= { error: toDiskError(error) };
    } finally {
      isFlushing = false;
    }
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
