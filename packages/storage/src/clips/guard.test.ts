import { expect, test } from 'vitest';
import { judgeSpeed, type SpeedSample } from './guard.ts';

const RULE = { windowMs: 1_000, minBytesPerSecond: 100 };

/** Judges once every 100 ms; `speeds` in bytes per 100 ms. Returns the moment of the first verdict "too slow". */
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

test('nothing is too slow before one window has passed', () => {
  expect(firstVerdict(Array.from({ length: 9 }, () => 0))).toBeNull();
  expect(firstVerdict(Array.from({ length: 20 }, () => 0))).toBe(1_000);
});

test('a body at the minimum goes on for ever, one byte below does not', () => {
  expect(firstVerdict(Array.from({ length: 100 }, () => 10))).toBeNull();
  expect(firstVerdict(Array.from({ length: 100 }, () => 9))).toBe(1_000);
});

test('a fast beginning does not pay for a stall later', () => {
  expect(firstVerdict([1e9, ...Array.from({ length: 30 }, () => 0)])).toBe(1_100);
});

test('a pause shorter than the window is forgiven', () => {
  const pause = Array.from({ length: 8 }, () => 0);
  expect(
    firstVerdict([
      ...Array.from({ length: 10 }, () => 50),
      ...pause,
      ...Array.from({ length: 20 }, () => 50),
    ]),
  ).toBeNull();
});
