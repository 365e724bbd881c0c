import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';

const TIMEOUT_MS = 20_000;
const MAX_POSTER_BYTES = 1024 * 1024;
const IDLE_PRIORITY = 19;
/** All that it gets of an environment. */
const WHERE_PROGRAMS_ARE = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';
/** It keeps a time limit of its own, of processor seconds: we may die before it does. */
const BOUNDS = ['-nostdin', '-loglevel', 'quiet', '-timelimit', '10', '-max_alloc', '268435456'];
const READ = ['-protocol_whitelist', 'file', '-f', 'mov', '-max_pixels', '35389440', '-threads', '1'];
const FRAME = ['-map', '0:v:0', '-frames:v', '1', '-vf', "scale='min(640,iw)':-2", '-threads', '1'];
const JPEG = ['-f', 'image2pipe', '-c:v', 'mjpeg', '-q:v', '4', 'pipe:1'];

let previous: Promise<unknown> = Promise.resolve();

/**
 * A frame of a film as JPEG; null where there is no ffmpeg or it makes nothing of the film. The bytes are foreign: it
 * runs in a process that opens files only, sees none of our environment, and is bounded in time, memory and answer. One
 * film after the other, behind everything else that wants the processor.
 */
export function makePoster(path: string, atSeconds: number): Promise<Buffer | null> {
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
      env: { PATH: WHERE_PROGRAMS_ARE },
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
    if (pid !== undefined) setPriority(pid, IDLE_PRIORITY);
  } catch {
    // It has ended already.
  }
}
