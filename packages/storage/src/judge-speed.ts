/** How many bytes had arrived in all at one moment of a monotonic clock. */
export interface SpeedSample {
  atMs: number;
  bytes: number;
}

export interface SpeedRule {
  windowMs: number;
  minBytesPerSecond: number;
}

/**
 * Decides whether a download is too slow over the last window and gives back the samples still needed. It never is
 * before one whole window has been measured.
 */
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
