import { expect, test } from 'vitest';
import { fitDuration, isOffered, longestOf, offersDuration } from './capabilities.ts';
import { modeOf } from './generation.ts';

test.each([
  [3, [4, 8], 4],
  [5, [4, 8], 8],
  [99, [4, 8], 8],
  [5, [], null],
  [1, { from: 2, to: 15 }, 2],
  [7.2, { from: 2, to: 15 }, 8],
  [99, { from: 2, to: 15 }, 15],
] as const)('%d s of %j is made as %s', (asked, durations, used) => {
  expect(fitDuration(asked, durations)).toBe(used);
  expect(offersDuration(asked, durations)).toBe(false);
});

test('a duration is offered if listed or within the range', () => {
  expect(offersDuration(8, [4, 8])).toBe(true);
  expect(offersDuration(8, { from: 2, to: 15 })).toBe(true);
});

test('the longest clip is found over all modes', () => {
  const text = { durations: [4, 8], aspectRatios: [] };
  const references = { durations: { from: 2, to: 10 }, aspectRatios: [] };
  expect(longestOf({ modes: { text, references } })).toBe(10);
  expect(longestOf({ modes: {} })).toBe(0);
});

test('a model is offered up to its last day', () => {
  const model = { id: 'm', enabled: true, modes: {}, retiresOn: '2026-06-30' };
  expect(isOffered(model, '2026-06-30')).toBe(true);
  expect(isOffered(model, '2026-07-01')).toBe(false);
  expect(isOffered({ ...model, enabled: false }, '2026-06-30')).toBe(false);
});

test.each([
  [[], 'text'],
  [['first-frame'], 'image'],
  [['first-frame', 'last-frame'], 'frames'],
  [['first-frame', 'reference'], 'references'],
  [['reference', 'video'], 'video'],
] as const)('inputs %j make the mode %s', (roles, mode) => {
  expect(modeOf(roles.map((role) => ({ role })))).toBe(mode);
});
