import { describe, expect, test } from 'vitest';
import { makeTurns } from './turns.ts';

describe('makeTurns', () => {
  test('runs at most two at once, in order, and goes on after a failure', async () => {
    const inTurn = makeTurns(2);
    const started: number[] = [];
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const results = gates.map(async (gate, index) =>
      inTurn(async () => {
        started.push(index);
        await gate.promise;
        return index;
      }),
    );
    const settled = Promise.allSettled(results);
    expect(started).toEqual([0, 1]);
    gates[1]?.reject(new Error('broken'));
    await expect(results[1]).rejects.toThrow('broken');
    expect(started).toEqual([0, 1, 2]);
    for (const gate of gates) gate.resolve();
    expect((await settled).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });
});
