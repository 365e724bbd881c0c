import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clip } from '@cineflow/contracts';
import got, { RequestError } from 'got';
import { type Connection, createAgents } from './connection.ts';
import { ApiUnreachable, ClipError } from './errors.ts';
import { hashFile } from './order.ts';

const TRIES = 5;
const PAUSE_MS = 500;

export interface ClipDownload {
  takeId: string;
  clip: Clip;
  /** Where it will lie; what is unfinished lies beside it as `.part`. */
  file: string;
  signal?: AbortSignal | undefined;
}

/** `kept`: the file was there with these bytes already. */
export type DownloadResult = 'downloaded' | 'kept';

/**
 * Fetches a clip. The final name exists only with the bytes the API recorded. What another run left is carried on.
 * @throws ClipError if the bytes are others, ApiUnreachable if they do not come
 */
export async function downloadClip(connection: Connection, download: ClipDownload): Promise<DownloadResult> {
  const { clip, file } = download;
  if (await isThere(file, clip)) return 'kept';
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.part`;
  const agent = createAgents(connection);
  for (let tried = 1; ; tried += 1) {
    try {
      await fetchRest({ connection, agent }, download, part);
      if (await isThere(part, clip)) break;
      await rm(part, { force: true });
      throw new ClipError(`${clip.key}: the bytes are not those the API recorded`);
    } catch (error) {
      if (tried >= TRIES || !isPassing(error)) throw error;
      await sleep(PAUSE_MS * tried, undefined, download.signal ? { signal: download.signal } : {});
    }
  }
  await rename(part, file);
  return 'downloaded';
}

type Line = { connection: Connection; agent: ReturnType<typeof createAgents> };

async function fetchRest(
  { connection, agent }: Line,
  { takeId, clip, signal }: ClipDownload,
  part: string,
): Promise<void> {
  const have = await sizeOf(part);
  if (have >= clip.sizeBytes) return;
  const { baseUrl, apiKey } = connection;
  const url = `${baseUrl}/v1/takes/${encodeURIComponent(takeId)}/video`;
  const stream = got.stream(url, {
    agent,
    retry: { limit: 0 },
    timeout: { response: 30_000, socket: 60_000 },
    decompress: false,
    headers: {
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(have === 0 ? {} : { range: `bytes=${have}-`, 'if-range': `"${clip.sha256}"` }),
    },
    ...(signal === undefined ? {} : { signal }),
  });
  let resumed = false;
  const answered = new Promise<void>((resolve, reject) => {
    stream.once('response', ({ statusCode }: { statusCode: number }) => {
      resumed = statusCode === 206;
      resolve();
    });
    stream.once('error', reject);
  });
  try {
    await answered;
    await pipeline(stream, createWriteStream(part, { flags: resumed ? 'a' : 'w' }));
  } catch (error) {
    if (!(error instanceof RequestError) || signal?.aborted === true) throw error;
    throw new ApiUnreachable(url, 'network', { detail: error.message, cause: error });
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof ApiUnreachable || error instanceof ClipError;
}

async function isThere(file: string, { sizeBytes, sha256 }: Clip): Promise<boolean> {
  return (await sizeOf(file)) === sizeBytes && (await hashFile(file)) === sha256;
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
