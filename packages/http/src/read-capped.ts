import type { Readable } from 'node:stream';

/** Takes a body chunk by chunk; an error it throws ends the exchange as a broken answer. */
export type Sink = (chunk: Buffer) => Promise<void>;

/** Reads text up to a limit, then destroys the stream. With a sink, reads the whole body and passes it there. */
export async function readCapped(
  stream: Readable,
  maxBytes: number,
  sink?: Sink,
): Promise<{ body: string; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    await sink?.(chunk);
    if (sizeBytes <= maxBytes) chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes && sink === undefined) break;
  }
  const body = Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
  return { body, truncated: sizeBytes > maxBytes };
}
