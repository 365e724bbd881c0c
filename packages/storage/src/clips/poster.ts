import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Clip } from '@cineflow/contracts';
import { InvalidKeyError } from '../errors.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { posterKey } from './clip-key.ts';
import { readBeside } from './sidecar.ts';

/** Generous, since it yields to everything else: its processor time is bound by BOUNDS. */
const TIMEOUT_MS = 60_000;
const MAX_POSTER_BYTES = 1024 * 1024;
const LOW_PRIORITY = 10;
/** The only variable of its environment. */
const PROGRAM_PATH = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';
/** Has its own limit in processor seconds: it may outlive us. */
const BOUNDS = ['-nostdin', '-loglevel', 'quiet', '-timelimit', '10', '-max_alloc', '268435456'];
const READ = ['-protocol_whitelist', 'file', '-f', 'mov', '-max_pixels', '35389440', '-threads', '1'];
const FRAME = ['-map', '0:v:0', '-frames:v', '1', '-vf', "scale='min(640,iw)':-2", '-threads', '1'];
const JPEG = ['-f', 'image2pipe', '-c:v', 'mjpeg', '-q:v', '4', 'pipe:1'];

let previous: Promise<unknown> = Promise.resolve();

/** Makes the poster of a stored clip; false without ffmpeg, or where it fails. */
export async function addPoster(objects: ObjectStore, clip: Clip): Promise<boolean> {
  const bytes = await objects.withFile(clip.key, (path) => makePoster(path, posterAt(clip)));
  if (bytes !== null) await objects.put(posterKey(clip.key), bytes, { beside: clip.key });
  return bytes !== null;
}

/** The JPEG beside a clip; null when there is none, or a symbolic link. */
export async function readPoster(objects: ObjectStore, key: string): Promise<Buffer | null> {
  return readBeside(objects, posterKey(key)).catch((error: unknown) => {
    if (error instanceof InvalidKeyError) return null;
    throw error;
  });
}

/** The second to show: the first frames are often black. */
function posterAt({ durationSeconds = 0 }: Clip): number {
  return durationSeconds / 3;
}

/**
 * A frame of a clip as JPEG; null without ffmpeg, or where it fails. Bounds time, memory and output, and hides our
 * environment: the bytes are foreign.
 */
function makePoster(path: string, atSeconds: number): Promise<Buffer | null> {
  const poster = previous.then(() => runFfmpeg(toArguments(path, atSeconds)));
  previous = poster;
  return poster;
}

function toArguments(path: string, atSeconds: number): string[] {
  return [...BOUNDS, ...READ, '-ss', atSeconds.toFixed(3), '-i', `file:${path}`, ...FRAME, ...JPEG];
}

function runFfmpeg(args: string[]): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const child = spawn('ffmpeg', args, {
      env: { PATH: PROGRAM_PATH },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    child.once('spawn', () => calm(child.pid));
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_POSTER_BYTES) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code === 0 && sizeBytes > 0 ? Buffer.concat(chunks) : null));
  });
}

function calm(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, LOW_PRIORITY);
  } catch {
    // Already ended.
  }
}
