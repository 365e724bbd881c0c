import type { Socket } from 'node:net';

/** Writing was no longer allowed when the first byte was due; nothing was written. */
export class FencedError extends Error {
  override name = 'FencedError';
}

/** Guards the first byte of a request and counts all bytes. */
export class WriteFence {
  /** Bytes handed to the connection since it was fenced. */
  bytesWritten = 0;
  /** True once the first write was refused. */
  refused = false;
  #open = false;
  readonly #mayWrite: () => boolean;

  constructor(mayWrite: () => boolean) {
    this.#mayWrite = mayWrite;
  }

  /** True if these bytes may be written; asks only before the first byte. */
  admit(sizeBytes: number): boolean {
    if (!this.#open) {
      this.#open = !this.refused && this.#isAllowed();
      this.refused = !this.#open;
    }
    if (this.#open) this.bytesWritten += sizeBytes;
    return this.#open;
  }

  #isAllowed(): boolean {
    try {
      return this.#mayWrite();
    } catch {
      return false;
    }
  }
}

/**
 * Installs the fence on a connected socket. It asks in `_write` and `_writev`, the last step before the operating
 * system.
 * A freeze before that is noticed, and data buffered by an HTTP layer is discarded with the socket.
 */
export function fenceSocket(socket: Socket, fence: WriteFence): void {
  const write = socket._write.bind(socket);
  const writev = socket._writev?.bind(socket);
  const refuse = (callback: (error: Error) => void): void => {
    const error = new FencedError('The time to write was over before the first byte left.');
    socket.destroy(error);
    callback(error);
  };
  socket._write = (chunk: Buffer | string, encoding, callback) => {
    if (fence.admit(sizeOf(chunk, encoding))) write(chunk, encoding, callback);
    else refuse(callback);
  };
  if (!writev) return;
  socket._writev = (chunks, callback) => {
    const pieces = chunks as { chunk: Buffer | string; encoding: BufferEncoding }[];
    const sizeBytes = pieces.reduce((sum, { chunk, encoding }) => sum + sizeOf(chunk, encoding), 0);
    if (fence.admit(sizeBytes)) writev(chunks, callback);
    else refuse(callback);
  };
}

function sizeOf(chunk: Buffer | string, encoding: BufferEncoding): number {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
}
