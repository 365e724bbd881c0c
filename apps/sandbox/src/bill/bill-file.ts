import { type FileHandle, open } from 'node:fs/promises';
import type { Operation } from '../operations/operation.ts';
import type { ThumbnailRecord } from '../pictures/gallery.ts';
import type { ReceivedPicture } from '../pictures/picture-roles.ts';

/** One line of the file. */
export type BillRecord =
  | { readonly type: 'accepted'; readonly operation: Operation }
  | {
      readonly type: 'ended';
      readonly id: string;
      readonly state: Operation['state'];
      readonly finishedAt: number | null;
      readonly errorMessage: Operation['errorMessage'];
      /** Absent in files of before refunds. */
      readonly refundedCents?: number;
      /** What arrived of its pictures, where it had any. */
      readonly pictures?: ReceivedPicture[];
      readonly pictureProblem?: string;
    }
  | ThumbnailRecord
  | { readonly type: 'refused'; readonly reason: string };

/** The bill's memory on disk: JSON lines, each append on the disk before its promise is kept. */
export class BillFile {
  readonly #handle: FileHandle;
  #waiting: string[] = [];
  #flushing: Promise<void> | undefined;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Opens (or makes) the file and returns it with the records it holds; a torn last line is dropped. */
  static async open(path: string): Promise<{ file: BillFile; records: BillRecord[] }> {
    const handle = await open(path, 'a+', 0o644);
    const text = await handle.readFile('utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) await handle.truncate(Buffer.byteLength(whole));
    const lines = whole.split('\n').filter((line) => line !== '');
    return { file: new BillFile(handle), records: lines.map((line) => JSON.parse(line) as BillRecord) };
  }

  /** Appends a record; resolves when it is on the disk. Records that come together share one write. */
  append(record: BillRecord): Promise<void> {
    this.#waiting.push(`${JSON.stringify(record)}\n`);
    this.#flushing ??= this.#flush();
    return this.#flushing;
  }

  /** Forgets every record. */
  async clear(): Promise<void> {
    this.#waiting = [];
    await this.#flushing;
    await this.#handle.truncate(0);
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    // The first turn lets the records of one burst gather.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const lines = this.#waiting.join('');
      this.#waiting = [];
      await this.#handle.appendFile(lines);
      await this.#handle.datasync();
    }
    this.#flushing = undefined;
  }
}
