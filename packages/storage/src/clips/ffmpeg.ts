import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';

/** Generous, since it yields to everything else: its processor time is bound by BOUNDS. */
const TIMEOUT_MS = 60_000;
const LOW_PRIORITY = 10;
/** The only variable of its environment. */
const PROGRAM_PATH = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';
/** Has its own limit in processor seconds: it may outlive us. */
const BOUNDS = ['-nostdin', '-loglevel', 'quiet', '-timelimit', '10', '-max_alloc', '268435456'];
const READ = ['-protocol_whitelist', 'file', '-f', 'mov', '-max_pixels', '35389440', '-threads', '1'];
const ONE_FRAME = ['-map', '0:v:0', '-frames:v', '1', '-threads', '1', '-f', 'image2pipe'];

/** One frame of a clip as a picture. */
export interface FrameRequest {
  path: string;
  /** Options that seek in the input. */
  seek: readonly string[];
  filter: string;
  /** Options of the encoder. */
  encode: readonly string[];
  maxBytes: number;
}

/** ffmpeg is not installed. */
export class NoFfmpegError extends Error {
  override readonly name = 'NoFfmpegError';
}

let previous: Promise<unknown> = Promise.resolve();

/**
 * Takes a frame out of a clip; null where ffmpeg finds none. Bounds time, memory and output, and hides our environment:
 * the bytes are foreign. One at a time.
 * @throws NoFfmpegError
 */
export function takeFrame(request: FrameRequest): Promise<Buffer | null> {
  const frame = previous.then(() => run(request));
  previous = frame.catch(() => null);
  return frame;
}

function run({ path, seek, filter, encode, maxBytes }: FrameRequest): Promise<Buffer | null> {
  const input = [...BOUNDS, ...READ, ...seek, '-i', `file:${path}`];
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', [...input, ...ONE_FRAME, '-vf', filter, ...encode, 'pipe:1'], {
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
      if (sizeBytes > maxBytes) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') reject(new NoFfmpegError('ffmpeg is not installed here'));
      else resolve(null);
    });
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
