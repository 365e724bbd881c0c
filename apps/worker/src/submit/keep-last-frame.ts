import { createHash } from 'node:crypto';
import type { Clip } from '@cineflow/contracts';
import { PictureGoneError } from '@cineflow/platform';
import { ObjectNotFoundError } from '@cineflow/storage';
import type { WorkerContext } from '../context.ts';

/**
 * Keeps the last frame of the clip that a take starts from, as a picture of its owner. Returns its SHA-256.
 * @throws PictureGoneError where there is none; NoFfmpegError; CollectError of the store; BookError
 */
export async function keepLastFrame(
  { book, store, assets }: Pick<WorkerContext, 'book' | 'store' | 'assets'>,
  takeId: string,
): Promise<string> {
  const source = await book.takes.source({ takeId });
  if (source === null) throw new PictureGoneError('the shot that this one starts from has no clip');
  const bytes = await readFrame(store, source.clip);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // Loads an image library, which most workers never need.
  const { cleanPicture } = await import('@cineflow/media');
  const picture = await cleanPicture(bytes);
  await assets.put(sha256, picture);
  const { mediaType, width, height } = picture;
  const name = `last frame of ${source.takeId}`;
  const asset = { sha256, name, mediaType, width, height, sizeBytes: picture.bytes.length };
  await book.assets.add({ owner: source.apiKeyName ?? '', asset });
  return sha256;
}

async function readFrame(store: WorkerContext['store'], clip: Clip): Promise<Buffer> {
  const frame = await store.lastFrame(clip).catch((error: unknown) => {
    if (error instanceof ObjectNotFoundError) return null;
    throw error;
  });
  if (frame === null) throw new PictureGoneError(`the clip ${clip.key} has no last frame to start from`);
  return frame;
}
