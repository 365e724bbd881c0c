import { buffer } from 'node:stream/consumers';
import type { Clip } from '@cineflow/contracts';
import { ObjectNotFoundError } from '../errors.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { isClipKey, sidecarKey } from './clip-key.ts';

/** Writes the JSON beside a stored clip. A crash before leaves a clip without it, never it alone. */
export async function writeSidecar(objects: ObjectStore, clip: Clip, content: unknown): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
  await objects.put(sidecarKey(clip.key), bytes, { beside: clip.key });
}

/** The text beside a clip; null when there is none. */
export async function readSidecar(objects: ObjectStore, key: string): Promise<string | null> {
  return (await readBeside(objects, sidecarKey(key)))?.toString() ?? null;
}

/** Parsed sidecars of all clips, without the unreadable ones. */
export async function* listSidecars(objects: ObjectStore): AsyncGenerator {
  for await (const key of objects.list()) {
    if (!isClipKey(key)) continue;
    const content = await readSidecar(objects, key)
      .then((text): unknown => JSON.parse(text ?? 'null'))
      .catch(() => null);
    if (content !== null) yield content;
  }
}

/** Reads a small object whole; null when there is none. */
export async function readBeside(objects: ObjectStore, key: string): Promise<Buffer | null> {
  try {
    return await buffer(await objects.get(key));
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return null;
    throw error;
  }
}
