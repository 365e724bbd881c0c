import { expect, test } from 'vitest';
import { estimateEta, type EtaInput } from './estimate-eta.ts';

const base: EtaInput = { now: 10_000, waiting: 0, inFlightSince: [], capacity: 5, renderMs: 1000 };
const eta = (some: Partial<EtaInput>) => estimateEta({ ...base, ...some });

test('an operation in flight ends one render after its start', () => {
  expect(eta({ inFlightSince: [9_200, 9_900] })).toBe(10_900);
});

test('a slow render is expected now, not in the past', () => {
  expect(eta({ inFlightSince: [2_000] })).toBe(10_000);
});

test('queued takes follow in rounds of the capacity', () => {
  expect(eta({ waiting: 5 })).toBe(11_000);
  expect(eta({ waiting: 6 })).toBe(12_000);
  expect(eta({ waiting: 6, inFlightSince: [9_500] })).toBe(12_500);
});

test('nothing starts before the end of a throttle', () => {
  expect(eta({ waiting: 1, throttledUntil: 60_000 })).toBe(61_000);
  expect(eta({ inFlightSince: [9_500], throttledUntil: 60_000 })).toBe(10_500);
});

test('is null without renders, permits or takes', () => {
  expect(eta({ waiting: 3, renderMs: null })).toBeNull();
  expect(eta({ waiting: 3, capacity: 0 })).toBeNull();
  expect(eta({})).toBeNull();
});
