import { CollectError } from '../errors.ts';
import type { ReceiveLimits } from './clip-store.ts';

/** Bytes in all at one moment of a monotonic clock. */
export interface SpeedSample {
  atMs: number;
  bytes: number;
}

export interface SpeedRule {
  windowMs: number;
  minBytesPerSecond: number;
}

const SPEED_WINDOW_MS = 30_000;
const SAMPLES_PER_WINDOW = 30;

/** Watches one download. Its signal aborts with a CollectError; disposing stops all timers. */
export interface Guard extends Disposable {
  signal: AbortSignal;
  /** Starts to measure the speed; call it when the body begins. */
  watchSpeed(): void;
  count(bytes: number): void;
}

/** Guards a download by total time, speed and the caller's signal. */
export function startGuard(limits: ReceiveLimits, callerSignal: AbortSignal): Guard {
  const controller = new AbortController();
  const giveUp = (error: CollectError): void => controller.abort(error);
  const onAbort = (): void =>
    giveUp(new CollectError('aborted', 'The download was aborted', { cause: callerSignal.reason }));
  if (callerSignal.aborted) onAbort();
  callerSignal.addEventListener('abort', onAbort, { once: true });

  const total = setTimeout(() => {
    giveUp(new CollectError('slow', `The download was not done within ${limits.totalTimeoutMs} ms`));
  }, limits.totalTimeoutMs);
  let meter: NodeJS.Timeout | undefined;
  let bytes = 0;

  return {
    signal: controller.signal,
    count: (more) => {
      bytes += more;
    },
    watchSpeed: () => {
      meter = startMeter(limits, () => bytes, giveUp);
    },
    [Symbol.dispose]: () => {
      clearTimeout(total);
      clearInterval(meter);
      callerSignal.removeEventListener('abort', onAbort);
    },
  };
}

function startMeter(
  limits: ReceiveLimits,
  bytesSoFar: () => number,
  giveUp: (error: CollectError) => void,
): NodeJS.Timeout {
  const rule = {
    windowMs: limits.speedWindowMs ?? SPEED_WINDOW_MS,
    minBytesPerSecond: limits.minBytesPerSecond,
  };
  let samples: SpeedSample[] = [{ atMs: performance.now(), bytes: bytesSoFar() }];
  return setInterval(
    () => {
      const verdict = judgeSpeed(samples, { atMs: performance.now(), bytes: bytesSoFar() }, rule);
      samples = verdict.samples;
      if (verdict.tooSlow) {
        giveUp(new CollectError('slow', `The download was slower than ${rule.minBytesPerSecond} bytes/s`));
      }
    },
    Math.max(rule.windowMs / SAMPLES_PER_WINDOW, 1),
  );
}

/** Decides whether a download was too slow over the last complete window. Returns the samples still needed. */
export function judgeSpeed(
  samples: readonly SpeedSample[],
  now: SpeedSample,
  rule: SpeedRule,
): { tooSlow: boolean; samples: SpeedSample[] } {
  const all = [...samples, now];
  const begin = all.findLastIndex((sample) => now.atMs - sample.atMs >= rule.windowMs);
  if (begin === -1) return { tooSlow: false, samples: all };
  const kept = all.slice(begin);
  const first = kept[0] ?? now;
  const bytesPerSecond = ((now.bytes - first.bytes) * 1_000) / (now.atMs - first.atMs);
  return { tooSlow: bytesPerSecond < rule.minBytesPerSecond, samples: kept };
}
