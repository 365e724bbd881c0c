import { expect, test } from 'vitest';
import { createQuestions } from './questions.ts';

/** A line that grants questions by the given answers in turn, and records its calls. */
function start(answers: { granted: number; waitMs: number }[]) {
  const seen = { drawn: [] as (number | undefined)[], pauses: [] as unknown[], woken: [] as string[] };
  const line = {
    grantPolls: async (_: number, perSecond?: number) => {
      seen.drawn.push(perSecond);
      return answers.shift() ?? { granted: 0, waitMs: Infinity };
    },
    reschedule: async (...told: unknown[]) => {
      seen.pauses.push(told);
      return { admitted: [] };
    },
  };
  const wake = async (providerId: string) => void seen.woken.push(providerId);
  return { seen, questions: createQuestions(line, { providerId: 'p', perSecond: 5, wake }) };
}

test.each([
  ['at once', [{ granted: 1, waitMs: 0 }], 5000, true, 1],
  [
    'after a moment',
    [
      { granted: 0, waitMs: 1 },
      { granted: 1, waitMs: 0 },
    ],
    5000,
    true,
    2,
  ],
  ['not where it would wait too long', [{ granted: 0, waitMs: 60_000 }], 5000, false, 1],
  ['not where nothing may be waited for', [{ granted: 0, waitMs: 1 }], 0, false, 1],
])('a question is granted %s', async (...row) => {
  const [, answers, patienceMs, isGranted, draws] = row;
  const { seen, questions } = start(answers);
  expect(await questions.mayAsk(patienceMs)).toBe(isGranted);
  expect(seen.drawn).toEqual(Array.from({ length: draws }, () => 5));
});

test('a pause reaches all processes', async () => {
  const { seen, questions } = start([]);
  await questions.heed({});
  expect(seen.pauses).toEqual([]);
  await questions.heed({ throttledMs: 7000 });
  expect(seen).toMatchObject({ pauses: [[[], 'unknown', 7000]], woken: ['p'] });
});
