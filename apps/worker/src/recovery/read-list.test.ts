import type { Provider, RecentOperations } from '@cineflow/providers';
import { expect, test } from 'vitest';
import { readList } from './read-list.ts';

const whole: RecentOperations = { operations: [], complete: true, clockOffsetMs: 0 };
const cut: RecentOperations = { ...whole, complete: false, throttledMs: 5 };

const again = <Item>(item: Item): Item[] => Array.from({ length: 6 }, () => item);

test.each([
  { name: 'reads a whole list once', grants: [true], answers: [whole], listed: whole, asked: 1 },
  {
    name: 'reads one that was cut again',
    grants: again(true),
    answers: [cut, whole],
    listed: whole,
    asked: 2,
  },
  {
    name: 'asks only when the budget allows it',
    grants: [false, true],
    answers: [whole],
    listed: whole,
    asked: 1,
  },
  { name: 'asks nothing where it never may', grants: again(false), answers: [whole], listed: null, asked: 0 },
  { name: 'ends with the last of five', grants: again(true), answers: again(cut), listed: cut, asked: 5 },
])('$name', async ({ grants, answers, listed, asked }) => {
  const seen = { asked: 0, heeded: 0 };
  const provider = {
    listRecent: async () => {
      seen.asked += 1;
      return answers.shift();
    },
  } as unknown as Provider;
  const questions = {
    mayAsk: async () => grants.shift() ?? false,
    heed: async () => void (seen.heeded += 1),
  };
  expect(await readList({ provider, questions }, new Date(0), 0)).toEqual(listed);
  expect(seen).toEqual({ asked, heeded: asked });
});
