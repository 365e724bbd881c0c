import { afterEach, expect, test, vi } from 'vitest';
import { FaultChooser } from './fault-chooser.ts';
import { parseFaults } from './parse-faults.ts';

afterEach(() => {
  vi.useRealTimers();
});

function chooseMany(seed: number, text: string, count: number): (string | undefined)[] {
  const chooser = new FaultChooser(seed, parseFaults(text));
  return Array.from({ length: count }, () => chooser.choose('create', 'a', 'a'));
}

test('the same seed strikes the same creates, another seed others', () => {
  const text = 'accepted-502=0.1,refused-429=0.2';
  expect(chooseMany(1, text, 200)).toEqual(chooseMany(1, text, 200));
  expect(chooseMany(1, text, 200)).not.toEqual(chooseMany(2, text, 200));
});

test('each fault strikes about as often as its probability says', () => {
  const chosen = chooseMany(7, 'accepted-502=0.1,refused-429=0.3', 10_000);
  const share = (name: string): number => chosen.filter((fault) => fault === name).length / chosen.length;
  expect(Math.abs(share('accepted-502') - 0.1)).toBeLessThan(0.02);
  expect(Math.abs(share('refused-429') - 0.3)).toBeLessThan(0.02);
});

test('a window strikes every create from its begin to its end', () => {
  vi.useFakeTimers();
  const start = Date.now();
  const chooser = new FaultChooser(1, parseFaults('outage@10+5'));
  const chosen = [0, 9_999, 10_000, 14_999, 15_000].map((elapsedMs) => {
    vi.setSystemTime(start + elapsedMs);
    return chooser.choose('create', 'a', 'a');
  });
  expect(chosen).toEqual([
    undefined,
    undefined,
    'refused-503-no-channel',
    'refused-503-no-channel',
    undefined,
  ]);
});

test('a tag comes before the dice and only at its own stage', () => {
  const chooser = new FaultChooser(1, parseFaults('refused-429=1'));
  expect(chooser.choose('create', '[[fault:accepted-drop]]', 'a')).toBe('accepted-drop');
  expect(chooser.choose('create', '[[fault:clip-403]]', 'a')).toBe('refused-429');
  expect(chooser.choose('poll', '[[fault:clip-403]]', 'a')).toBeUndefined();
  expect(chooser.choose('clip', '[[fault:clip-403]]', 'a')).toBe('clip-403');
});
