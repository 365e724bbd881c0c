/**
 * Loaded before the product by `node --import`, in chaos runs and crash tests only. Patches sources as they are loaded:
 * the product itself has no switches for faults.
 *
 * CHAOS_PATCHES  JSON list of { file, find, replace }; a passage that is not found ends the process
 * CHAOS_STALL    JSON { probability, minMs, maxMs, seed }: how `chaos.stall()` blocks the event loop
 * CHAOS_STOP     path of a file that makes the next transaction of the book stop this process before its commit
 * CHAOS_CLOCK_MS error of this process's wall clock, ms
 * CHAOS_JUMP     path of a file with the error that the clock jumps to at SIGUSR2
 */
import fs from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { randomFrom } from './random.ts';
import type { Patch } from './patch.ts';

const patches = JSON.parse(process.env['CHAOS_PATCHES'] ?? '[]') as Patch[];
const stall = JSON.parse(process.env['CHAOS_STALL'] ?? '{}') as {
  probability?: number;
  minMs?: number;
  maxMs?: number;
  seed?: number;
};
const stopFile = process.env['CHAOS_STOP'] ?? '';
const jumpFile = process.env['CHAOS_JUMP'] ?? '';
let clockMs = Number(process.env['CHAOS_CLOCK_MS'] ?? 0);

function patched(path: string, text: string): string {
  let result = text;
  for (const { file, find, replace } of patches.filter((patch) => path.endsWith(patch.file))) {
    if (!result.includes(find)) {
      process.stderr.write(`chaos: ${file} no longer holds ${JSON.stringify(find)}\n`);
      process.exit(70);
    }
    result = result.replace(find, () => replace);
  }
  return result;
}

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!patches.some(({ file }) => url.endsWith(file))) return loaded;
    return { ...loaded, source: patched(url, Buffer.from(loaded.source as Uint8Array).toString()) };
  },
});

const readFileSync = fs.readFileSync.bind(fs);
const readPatched = (path: fs.PathOrFileDescriptor, options?: unknown): string | Buffer => {
  const content = readFileSync(path, options as BufferEncoding);
  return typeof content === 'string' && String(path).endsWith('.lua')
    ? patched(String(path), content)
    : content;
};
fs.readFileSync = readPatched as typeof fs.readFileSync;
syncBuiltinESMExports();

const random = randomFrom((stall.seed ?? 0) * 7919 + process.pid);
let passages = 0;

(globalThis as Record<string, unknown>)['chaos'] = {
  /** Blocks the event loop, as a machine under memory pressure or a paused VM does. */
  stall(): void {
    if (random() >= (stall.probability ?? 0)) return;
    const ms = Math.round((stall.minMs ?? 0) + random() * ((stall.maxMs ?? 0) - (stall.minMs ?? 0)));
    fs.writeSync(2, `${JSON.stringify({ chaos: 'stall', ms })}\n`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  },
  /** Stops the whole process here, in the middle of a transaction, where the file asks for it. */
  inTransaction(): void {
    if (stopFile === '' || !fs.existsSync(stopFile)) return;
    fs.rmSync(stopFile, { force: true });
    fs.writeSync(2, `${JSON.stringify({ chaos: 'stopped' })}\n`);
    process.kill(process.pid, 'SIGSTOP');
    // The signal is on its way; the commit may not overtake it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  },
  /** Dies here at the `at`-th passage, as by a power cut. */
  crash(name: string, at: number): void {
    passages += 1;
    if (passages !== at) return;
    fs.writeSync(2, `${JSON.stringify({ chaos: 'crash', name })}\n`);
    process.kill(process.pid, 'SIGKILL');
    // The signal is on its way; nothing more may happen until it arrives.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
  },
};

if (clockMs !== 0 || jumpFile !== '') {
  const now = Date.now.bind(Date);
  Date.now = () => now() + clockMs;
  globalThis.Date = new Proxy(Date, {
    construct: (target, given: unknown[], self) =>
      Reflect.construct(target, given.length === 0 ? [Date.now()] : given, self) as object,
  });
}
if (jumpFile !== '' && isMainThread) {
  process.on('SIGUSR2', () => {
    clockMs = Number(fs.readFileSync(jumpFile, 'utf8'));
    fs.writeSync(2, `${JSON.stringify({ chaos: 'jumped', ms: clockMs })}\n`);
  });
}
