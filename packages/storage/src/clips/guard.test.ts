import { describe, expect, test } from 'vitest';
import { judgeSpeed, type SpeedSample } from './guard.ts';

const RULE = { windowMs: 1_000, minBytesPerSecond: 100 };

/** Moment of the first verdict "too slow"; `speeds` in bytes per 100 ms. */
function firstVerdict(speeds: number[]): number | null {
  let samples: SpeedSample[] = [{ atMs: 0, bytes: 0 }];
  let bytes = 0;
  for (const [step, speed] of speeds.entries()) {
    bytes += speed;
    const verdict = judgeSpeed(samples, { atMs: (step + 1) * 100, bytes }, RULE);
    samples = verdict.samples;
    expect(samples.length).toBeLessThanOrEqual(12);
    if (verdict.tooSlow) return (step + 1) * 100;
  }
  return null;
}

describe('judgeSpeed', () => {
  test('never finds a download too slow within the first window', () => {
    expect(firstVerdict(Array.from({ length: 9 }, () => 0))).toBeNull();
    expect(firstVerdict(Array.from({ length: 20 }, () => 0))).toBe(1_000);
  });

  test('accepts the minimum for ever, one byte less not', () => {
    expect(firstVerdict(Array.from({ length: 100 }, () => 10))).toBeNull();
    expect(firstVerdict(Array.from({ length: 100 }, () => 9))).toBe(1_000);
  });

  test('notices a stall after a fast beginning', () => {
    expect(firstVerdict([1e9, ...Array.from({ length: 30 }, () => 0)])).toBe(1_100);
  });

  test('forgives a pause shorter than the window', () => {
    const pause = Array.from({ length: 8 }, () => 0);
    expect(
      firstVerdict([
        ...Array.from({ length: 10 }, () => 50),
        ...pause,
        ...Array.from({ length: 20 }, () => 50),
      ]),
    ).toBeNull();
  });
});
