import { TakeState } from '@cineflow/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TRANSITIONS, isFinal, nextState, type TakeEvent } from './take-machine.ts';

const EVENTS = [...new Set(Object.values(TRANSITIONS).flatMap((moves) => Object.keys(moves)))] as TakeEvent[];

describe('the take state machine', () => {
  test('has a row for every state and knows every target', () => {
    expect(Object.keys(TRANSITIONS).toSorted()).toEqual([...TakeState.options].toSorted());
    for (const moves of Object.values(TRANSITIONS)) {
      for (const to of Object.values(moves)) expect(TakeState.options).toContain(to);
    }
  });

  test('leaves a final state only by retry or accept', () => {
    const finalStates = TakeState.options.filter(isFinal);
    const exits = finalStates.flatMap((state) => EVENTS.filter((event) => nextState(state, event) !== null));
    expect(new Set(exits)).toEqual(new Set(['retry', 'accept']));
  });

  test('never requeues a take that the provider has', () => {
    for (const state of ['rendering', 'overdue', 'collecting', 'completed'] as const) {
      expect(Object.values(TRANSITIONS[state])).not.toContain('queued');
      expect(Object.values(TRANSITIONS[state])).not.toContain('submitting');
    }
  });

  test('begins at most one attempt between two proofs of no purchase', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 40 }), (events) => {
        let state: TakeState = 'queued';
        let open = false;
        for (const event of events) {
          const to = nextState(state, event);
          if (to === null) continue;
          if (event === 'begin') {
            expect(open).toBe(false);
            open = true;
          }
          if (event === 'requeue' || event === 'retry') open = false;
          state = to;
        }
      }),
    );
  });

  test('every state can reach a final one', () => {
    for (const start of TakeState.options) expect(reachable(start).some(isFinal)).toBe(true);
  });
});

function reachable(start: TakeState): TakeState[] {
  const seen = new Set<TakeState>([start]);
  for (const state of seen) for (const to of Object.values(TRANSITIONS[state])) seen.add(to);
  return [...seen];
}
