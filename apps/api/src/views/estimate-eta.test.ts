import { expect, test } from 'vitest';
import { estimateEta, type EtaInput } from './estimate-eta.ts';

const base: EtaInput = { now: 10_000, waiting: 0, inFlightSince: [], capacity: 5, renderMs: 1000 };
const eta = (some: Partial<EtaInput>) => estimateEta({ ...base, ...some });

test('what is in flight ends one render after it began', () => {
  expect(eta({ inFlightSince: [9_200, 9_900] })).toBe(10_900);
});

test('a render that takes longer than usual is expected now, not in the past', () => {
  expect(eta({ inFlightSince: [2_000] })).toBe(10_000);
});

test('waiting takes come in rounds of the capacity, after what is in flight', () => {
  expect(eta({ waiting: 5 })).toBe(11_000);
  expect(eta({ waiting: 6 })).toBe(12_000);
  expect(eta({ waiting: 6, inFlightSince: [9_500] })).toBe(12_500);
});

test('nothing begins before the throttle is over', () => {
  expect(eta({ waiting: 1, throttledUntil: 60_000 })).toBe(61_000);
  expect(eta({ inFlightSince: [9_500], throttledUntil: 60_000 })).toBe(10_500);
});

test('says nothing where nothing is known: no render seen, no permits, nothing left to render', () => {
  expect(eta({ waiting: 3, renderMs: null })).toBeNull();
  expect(eta({ waiting: 3, capacity: 0 })).toBeNull();
  expect(eta({})).toBeNull();
});
