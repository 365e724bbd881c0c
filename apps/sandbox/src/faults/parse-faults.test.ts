import { expect, test } from 'vitest';
import { parseFaults } from './parse-faults.ts';
import { parseTags } from './parse-tags.ts';

test('probabilities, windows and short names are read', () => {
  expect(parseFaults(' accepted-502=0.05, outage@10+60,busy-429=0.5 ')).toEqual([
    { name: 'accepted-502', stage: 'create', probability: 0.05, text: 'accepted-502=0.05' },
    {
      name: 'refused-503-no-channel',
      stage: 'create',
      probability: 1,
      window: { fromMs: 10_000, untilMs: 70_000 },
      text: 'outage@10+60',
    },
    { name: 'refused-429', stage: 'create', probability: 0.5, text: 'busy-429=0.5' },
  ]);
});

test.for([
  ['nonsense=0.1', 'there is no fault "nonsense"'],
  ['toString=1', 'neither'],
  ['accepted-502', 'neither'],
  ['accepted-502=1.5', 'between 0 and 1'],
  ['accepted-502=0.6,refused-429=0.6', 'add up to 1.2'],
  ['outage@1.2.3+5', 'seconds are numbers'],
] as const)('"%s" is refused: %s', ([text, message]) => {
  expect(() => parseFaults(text)).toThrow(message);
});

test('the tags of a prompt are read with their counts', () => {
  const prompt =
    '雨夜 [[fault:accepted-502 x2]] and [[fault:stuck]] [[fault:clip-expired]] [[fault:nope]] [Alice]';
  expect(parseTags(prompt)).toEqual({
    tags: [
      { name: 'accepted-502', times: 2 },
      { name: 'stuck', times: Infinity },
      { name: 'clip-expired', times: 1 },
    ],
    unknown: ['nope'],
  });
});
