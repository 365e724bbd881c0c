import type { Clip } from '@cineflow/contracts';
import { CollectError } from '../errors.ts';
import { probeMp4 } from '../mp4/probe-mp4.ts';
import { Mp4Error } from '../mp4/mp4-facts.ts';
import type { Part } from '../objects/disk/part.ts';

/**
 * Proves that a part is one complete clip and makes its bytes durable.
 * @throws CollectError `cut` or `wrong-content`
 */
export async function verifyPart(part: Part): Promise<Omit<Clip, 'key'>> {
  checkLength(part);
  await part.handle.sync();
  try {
    const facts = await probeMp4(part.path);
    return { sizeBytes: part.sizeBytes, sha256: await part.hash.digest(part.sizeBytes), ...facts };
  } catch (error) {
    if (!(error instanceof Mp4Error)) throw error;
    if (error.fault === 'cut') throw new CollectError('cut', error.message, { cause: error });
    const sent = `${describeContent(part.head)}, ${part.sizeBytes} bytes`;
    throw new CollectError('wrong-content', `${error.message} (${sent})`, { cause: error });
  }
}

function checkLength({ sizeBytes, totalBytes }: Part): void {
  if (totalBytes !== undefined && sizeBytes < totalBytes) {
    throw new CollectError('cut', `${sizeBytes} of ${totalBytes} bytes arrived`);
  }
  if (totalBytes !== undefined && sizeBytes > totalBytes) {
    throw new CollectError('wrong-content', `${sizeBytes} bytes arrived where ${totalBytes} were announced`);
  }
  if (sizeBytes === 0) throw new CollectError('wrong-content', 'The clip is empty');
}

/** What the first bytes of a wrong body look like, in words safe to show. */
export function describeContent(head: Uint8Array): string {
  if (head.length === 0) return 'nothing';
  const text = Buffer.from(head).toString('latin1').replace(/^ï»¿/, '').trimStart().toLowerCase();
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) return 'an HTML page';
  if (text.startsWith('<')) return 'an XML document';
  if (text.startsWith('{') || text.startsWith('[')) return 'a JSON answer';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'a gzip file';
  if (head[0] === 0x89 && text.includes('png')) return 'a PNG image';
  if (head[0] === 0xff && head[1] === 0xd8) return 'a JPEG image';
  if (head[0] === 0x1a && head[1] === 0x45) return 'a WebM or Matroska file';
  return head.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13)
    ? 'plain text'
    : 'unknown bytes';
}
