import { createHash } from 'node:crypto';
import { BookError } from '@cineflow/book';
import type { Clip } from '@cineflow/contracts';
import { PictureGoneError } from '@cineflow/platform';
import type { StepResult } from '@cineflow/queue';
import { ObjectNotFoundError } from '@cineflow/storage';
import type { WorkerContext } from '../context.ts';
import type { TakeStep } from './take-step.ts';

/** Pause where the frame cannot be had at the moment, ms. */
const BACKOFF_MS = 30_000;

/**
 * Takes the last frame out of the clip that a take starts from, before it has a licence. Where that is not possible now
 * the take gives its permit back. Where it never will be, the take fails unpaid.
 */
export async function setFrame({ context, account, step }: TakeStep): Promise<StepResult> {
  const { takeId } = step.data;
  const { takes } = context.book;
  const providerId = account.provider.id;
  try {
    const sha256 = await keepLastFrame(context, takeId);
    const detail = { detail: `starts from asset:${sha256}` };
    await context.followUp(providerId, await takes.setFrame({ takeId, sha256, detail }));
  } catch (error) {
    if (error instanceof BookError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    await step.log(`no frame: ${message}`);
    if (error instanceof PictureGoneError) {
      const failure = { reason: 'dependency', message } as const;
      const { moved } = await takes.end({ takeId, event: 'refuse', failure, detail: { detail: message } });
      await context.followUp(providerId, { moved });
    } else {
      const note = `the last frame of the shot before cannot be read: ${message}`;
      const { moved } = await takes.setFrame({ takeId, detail: { detail: note } });
      await context.followUp(providerId, {
        moved,
        outcome: { takeId, kind: 'own', backoffMs: BACKOFF_MS, note },
      });
    }
  }
  return { kind: 'park', ms: 0 };
}

/**
 * Keeps the frame as a picture of the order's owner. Returns its SHA-256.
 * @throws PictureGoneError where there is none; NoFfmpegError; CollectError of the store; BookError
 */
async function keepLastFrame({ book, store, assets }: WorkerContext, takeId: string): Promise<string> {
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
