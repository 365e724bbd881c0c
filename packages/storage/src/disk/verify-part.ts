import type { Film } from '@cineflow/contracts';
import { CollectError } from '../collect-error.ts';
import { describeContent } from '../describe-content.ts';
import { Mp4Error } from '../mp4/read-mp4.ts';
import { probeMp4 } from '../mp4/probe-mp4.ts';
import type { Part } from './part.ts';

/**
 * Proves that a part is one whole film and makes its bytes durable.
 * @throws CollectError `cut` or `wrong-content`
 */
export async function verifyPart(part: Part): Promise<Omit<Film, 'key'>> {
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
  if (sizeBytes === 0) throw new CollectError('wrong-content', 'The film is empty');
}
