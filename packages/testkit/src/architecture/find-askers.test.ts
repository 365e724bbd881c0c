import { expect, test } from 'vitest';
import { findAskers } from './find-askers.ts';

const found = (text: string) => findAskers([{ path: 'a.ts', text }]);

test.each([
  'await provider.listRecent(since, asked)',
  'await account.provider.poll(operation, asked)',
  'const answer = await it?.prices?.({ timeoutMs })',
  'const { id, pollPage } = account.provider;',
])('finds a question outside the budget in %s', (text) => {
  expect(found(text)).toEqual([{ path: 'a.ts', draws: false }]);
});

test('sees that the budget is drawn on', () => {
  expect(found('if (await questions.mayAsk()) await provider.balance(asked);')).toMatchObject([
    { draws: true },
  ]);
});

test.each([
  '// provider.poll(x)',
  'settings.poll.maxPerSecond',
  'if (provider.listRecent) go();',
  'budget.balance',
])('takes nothing else for a question: %s', (text) => expect(found(text)).toEqual([]));
