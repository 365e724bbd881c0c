import { expect, test } from 'vitest';
import type { Bill } from './bill/bill.ts';
import type { NamedTake } from './clips/read-takes.ts';
import { findProblems, type Findings } from './find-problems.ts';
import { en } from './locales/en.ts';

const take = {
  takeId: 'sb-1',
  storyboardName: 'Night',
  segmentIndex: 1,
  takeNumber: 1,
  state: 'completed',
} as NamedTake;

const good: Findings = {
  bill: { maxInFlight: 6 } as Bill,
  verdict: { paidPerTake: 1, strays: [], unknown: [] },
  takes: [take],
  wrongClips: new Map(),
  limit: 6,
  texts: en,
};

test('finds no problem if every take was paid once', () => {
  expect(findProblems(good)).toEqual([]);
});

test('names a failed take and the reason', () => {
  const failed: NamedTake = { ...take, state: 'failed', failure: { reason: 'invalid', message: 'no' } };
  expect(findProblems({ ...good, takes: [failed] })).toEqual(['Night 1/1: not done (failed, invalid, no)']);
});

test('names stray payments and their faults', () => {
  const stray = {
    operationId: 'op-9',
    prompt: '',
    createFault: 'accepted-502',
    fault: null,
    pictures: [],
  };
  const problems = findProblems({ ...good, verdict: { ...good.verdict, strays: [stray] } });
  expect(problems).toEqual(['paid for, but of no take: op-9 (accepted-502)']);
});

test('names excess in flight, wrong clips and unbilled takes', () => {
  const problems = findProblems({
    ...good,
    bill: { ...good.bill, maxInFlight: 7 },
    wrongClips: new Map([[take, 'it has no moov']]),
    verdict: { ...good.verdict, unknown: [take] },
  });
  expect(problems).toHaveLength(3);
  expect(problems.join('\n')).toMatch(/^sb-1: .*\n7 in flight.*6\nNight 1\/1: wrong clip: it has no moov$/);
});
