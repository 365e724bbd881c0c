import { CollectError } from './collect-error.ts';
import { judgeSpeed, type SpeedSample } from './judge-speed.ts';
import type { ReceiveLimits } from './spec.ts';

const SPEED_WINDOW_MS = 30_000;
const SAMPLES_PER_WINDOW = 30;

/** Watches one download. Its signal aborts with the CollectError that says why; disposing stops all timers. */
export interface Guard extends Disposable {
  signal: AbortSignal;
  /** Starts measuring the speed; call it when the body starts. */
  watchSpeed(): void;
  count(bytes: number): void;
}

/** Guards a download by its total time, by its speed and by the caller's own signal. */
export function startGuard(limits: ReceiveLimits, callerSignal: AbortSignal): Guard {
  const controller = new AbortController();
  const giveUp = (error: CollectError): void => controller.abort(error);
  const onAbort = (): void =>
    giveUp(new CollectError('aborted', 'The download was called off', { cause: callerSignal.reason }));
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
