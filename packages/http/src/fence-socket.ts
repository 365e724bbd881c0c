import type { Socket } from 'node:net';

/** The right to write was gone when the first byte was about to leave; nothing was written. */
export class FencedError extends Error {
  override name = 'FencedError';
}

/** Guards the first byte of a request and counts all of them. */
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

  /** True when these bytes may leave now; asks only before the very first of them. */
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
 * Puts the fence in front of a connected socket. The question is asked in `_write` and `_writev`, the last
 * place before the bytes go to the operating system: whatever froze the process before that is seen, and what
 * an HTTP layer has buffered until then is thrown away with the socket.
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
