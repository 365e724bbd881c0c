import type { Provider, RecentOperations } from '@cineflow/providers';
import { expect, test } from 'vitest';
import { isReallyGone } from './is-really-gone.ts';

const LONG_MS = 600_001;

/** What the list of a provider shows; null: it has none. */
function accountOf(shown: Partial<RecentOperations> | null, budget = 1) {
  const seen = { lists: 0, heeded: 0 };
  const listRecent = async (): Promise<RecentOperations> => {
    seen.lists += 1;
    return { operations: [], complete: true, clockOffsetMs: 0, ...shown };
  };
  const provider = { id: 'p', ...(shown === null ? {} : { listRecent }) } as unknown as Provider;
  const questions = {
    mayAsk: async () => budget-- > 0,
    heed: async () => void (seen.heeded += 1),
  };
  return { seen, account: { provider, questions } };
}

const others = { operations: [{ operationId: 'b' }] };
const itself = { operations: [{ operationId: 'b' }, { operationId: 'a' }] };

test.each([
  { what: 'not listed among others', shown: others, missingMs: LONG_MS, isGone: true },
  { what: 'unknown to a provider without a list', shown: null, missingMs: LONG_MS, isGone: true },
  { what: 'listed all the same', shown: itself, missingMs: LONG_MS, isGone: false },
  { what: 'missing in a list of nothing', shown: {}, missingMs: LONG_MS, isGone: false },
  {
    what: 'missing in a list that was cut',
    shown: { ...others, complete: false },
    missingMs: LONG_MS,
    isGone: false,
  },
  { what: 'unknown for a short while', shown: others, missingMs: LONG_MS - 1, isGone: false },
  { what: 'unknown for the first time', shown: others, missingMs: undefined, isGone: false },
])('what is $what is gone: $isGone', async ({ shown, missingMs, isGone }) => {
  const { account } = accountOf(shown);
  const claim = { operationId: 'a', ageMs: 3_600_000, ...(missingMs === undefined ? {} : { missingMs }) };
  expect(await isReallyGone(account, claim)).toBe(isGone);
});

test('nothing is given up without a look at the list', async () => {
  const { account, seen } = accountOf(others, 0);
  expect(await isReallyGone(account, { operationId: 'a', ageMs: 0, missingMs: LONG_MS })).toBe(false);
  expect(seen).toEqual({ lists: 0, heeded: 0 });
});
