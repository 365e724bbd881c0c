import type { LineTake } from '@cineflow/core';
import { expect, test } from 'vitest';
import { createFollowUp } from './follow-up.ts';

const row = (takeId: string, providerId: string) => ({ takeId, providerId }) as LineTake;

function record() {
  const told: [string, unknown][] = [];
  const woken: [string, readonly string[]][] = [];
  const followUp = createFollowUp<string>({
    line: (providerId) => ({
      put: async (args) => {
        told.push([providerId, args]);
        if (providerId === 'away') throw new Error('Redis is away');
        return { admitted: args.takes.map(({ takeId }) => takeId), ended: [] };
      },
    }),
    wake: async (providerId, { admitted }) => void woken.push([providerId, admitted]),
    onError: () => undefined,
  });
  return { told, woken, followUp };
}

test('sends rows and outcome to their own lanes', async () => {
  const { told, woken, followUp } = record();
  const moved = [row('a', 'first'), row('b', 'second'), row('c', 'first')];
  expect(await followUp('first', { moved, outcome: 'success' })).toEqual(['a', 'c', 'b']);
  expect(told).toEqual([
    ['first', { takes: [moved[0], moved[2]], outcome: 'success' }],
    ['second', { takes: [moved[1]] }],
  ]);
  expect(woken).toEqual([
    ['first', ['a', 'c']],
    ['second', ['b']],
  ]);
});

test('sends an outcome without rows, and nothing if empty', async () => {
  const { told, followUp } = record();
  await followUp('first', { moved: [], outcome: 'success' });
  await followUp('first', { moved: [] });
  expect(told).toEqual([['first', { takes: [], outcome: 'success' }]]);
});

test('a failing lane does not stop the others', async () => {
  const { followUp } = record();
  expect(await followUp('away', { moved: [row('a', 'away'), row('b', 'second')] })).toEqual(['b']);
});
