import { Worker } from 'node:worker_threads';
import { damaged } from './check-structure.ts';

export interface HeicOrder {
  readonly bytes: Uint8Array;
  /** Index of the picture that is meant to be shown. */
  readonly primary: number;
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** A picture of 50 megapixels takes about ten seconds. */
const LIMIT_MS = 60_000;

/**
 * Decodes HEIC in a thread of its own. WebAssembly would stop everything else for seconds. It gives memory back only by
 * ending.
 * @throws PictureError
 */
export async function decodeHeic(order: HeicOrder): Promise<Pixels> {
  const thread = new Worker(new URL('heic-thread.ts', import.meta.url), {
    workerData: order,
    // The decoder writes its complaints to the console.
    stdout: true,
    stderr: true,
  });
  const timer = setTimeout(() => void thread.terminate(), LIMIT_MS);
  try {
    return await new Promise<Pixels>((resolve, reject) => {
      thread.once('message', resolve);
      // A thread that cannot start is no fault of the picture.
      thread.once('error', reject);
      thread.once('exit', () => reject(damaged()));
    });
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
