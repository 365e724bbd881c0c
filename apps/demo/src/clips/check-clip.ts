import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clip, Take } from '@cineflow/contracts';
import { readMp4 } from './read-mp4.ts';

/** Problem of a finished take's clip; undefined if none. File, API, sidecar and download must be one playable clip. */
export async function checkClip(
  take: Take,
  places: { apiUrl: string; folder: string },
): Promise<string | undefined> {
  const { clip, links } = take;
  if (clip === undefined || links.video === undefined) return 'the API names no clip';
  try {
    const path = join(places.folder, clip.key);
    const bytes = await readFile(path);
    const sidecar = JSON.parse(await readFile(path.replace(/\.mp4$/, '.json'), 'utf8')) as { clip?: Clip };
    const handedOut = await download(new URL(links.video, places.apiUrl));
    const sha256 = hash(bytes);
    const differing = [
      bytes.length === clip.sizeBytes ? [] : [`${bytes.length} bytes, recorded ${clip.sizeBytes}`],
      sha256 === clip.sha256 ? [] : ['another sha256 than the API says'],
      sha256 === sidecar.clip?.sha256 ? [] : ['another sha256 than its JSON says'],
      sha256 === hash(handedOut) ? [] : ['other bytes than the API hands out'],
      describePlayability(bytes),
    ].flat();
    return differing.length === 0 ? undefined : differing.join('; ');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function describePlayability(bytes: Buffer): string[] {
  const { durationSeconds, hasVideo } = readMp4(bytes);
  return [durationSeconds > 0 ? [] : ['it lasts no time'], hasVideo ? [] : ['it has no picture']].flat();
}

async function download(url: URL): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  const body = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`the API answers ${response.status}`);
  return body;
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
