import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchOperations, type UnboundOperation, type UnconfirmedTake } from './match-operations.ts';
import type { GenerationRequest } from './generation.ts';

const request = (prompt: string): GenerationRequest => ({
  model: 'm',
  prompt,
  inputs: [],
  durationSeconds: 10,
  aspectRatio: '16:9',
});
const take = (id: string, sentAfter: number, settled = true, prompt = 'p'): UnconfirmedTake => ({
  takeId: id,
  request: request(prompt),
  sentAfter,
  settled,
});
const operation = (operationId: string, createdAt: number, more: Partial<UnboundOperation> = {}) => ({
  operationId,
  createdAt,
  prompt: 'p',
  ...more,
});

describe('matchOperations', () => {
  test('binds all operations and releases the settled rest', () => {
    const findings = matchOperations(
      [take('a', 10), take('b', 20), take('c', 30)],
      [operation('x', 25)],
      true,
    );
    expect(findings).toContainEqual({ kind: 'adopt', takeId: 'a', operationId: 'x' });
    expect(findings.filter(({ kind }) => kind === 'release')).toHaveLength(2);
  });

  test('gives an operation to the earlier of two equal takes', () => {
    const [early, late] = [take('early', 10), take('late', 20, false)];
    const listed = matchOperations([late, early], [operation('x', 25)], true);
    expect(listed).toEqual([
      { kind: 'adopt', takeId: 'early', operationId: 'x' },
      { kind: 'wait', takeId: 'late' },
    ]);
    expect(matchOperations([late, early], [], true)).toEqual([
      { kind: 'wait', takeId: 'early' },
      { kind: 'wait', takeId: 'late' },
    ]);
  });

  test('prefers a render that may succeed to an older failed one', () => {
    const rows = [operation('failed', 20, { failed: true }), operation('running', 30)];
    expect(matchOperations([take('a', 10)], rows, true)).toEqual([
      { kind: 'adopt', takeId: 'a', operationId: 'running' },
    ]);
    const [failed] = rows;
    expect(matchOperations([take('a', 10)], failed ? [failed] : [], true)).toEqual([
      { kind: 'adopt', takeId: 'a', operationId: 'failed' },
    ]);
    // The create it waits for may not be listed yet.
    expect(matchOperations([take('a', 10, false)], failed ? [failed] : [], true)).toEqual([
      { kind: 'wait', takeId: 'a' },
    ]);
  });

  test.each([
    ['the list is not complete', [take('a', 10)], false],
    ['the take is not settled', [take('a', 10, false)], true],
  ])('waits when %s', (_, takes, complete) => {
    expect(matchOperations(takes, [], complete)).toEqual([{ kind: 'wait', takeId: 'a' }]);
  });

  test.each([
    ['is much older than the send', { createdAt: -600_000 }, 'release'],
    ['is a little older than the send', { createdAt: 5 }, 'wait'],
    ['has another prompt', { prompt: 'q' }, 'wait'],
    ['has no time', { createdAt: undefined }, 'wait'],
    ['has no prompt', { prompt: undefined }, 'wait'],
    ['has a prompt the provider rewrote', { prompt: 'rewritten: p …' }, 'wait'],
    ['has another duration', { durationSeconds: 15 }, 'wait'],
    ['has another shape', { aspectRatio: '9:16' }, 'wait'],
    ['is of another model', { model: 'n' }, 'wait'],
    ['has an image where none was sent', { hasInputs: true }, 'wait'],
  ] as const)('an operation that %s is not adopted: %s', (_, difference, kind) => {
    const other = { ...operation('x', 50), ...difference } as UnboundOperation;
    const suspects = kind === 'wait' ? { suspects: ['x'] } : {};
    expect(matchOperations([take('a', 10)], [other], true)).toEqual([{ kind, takeId: 'a', ...suspects }]);
    expect(matchOperations([take('a', 10)], [other], false)).toEqual([{ kind: 'wait', takeId: 'a' }]);
  });

  test('ignores white space, and adopts before the take is settled', () => {
    const listed = operation('x', 50, {
      prompt: ' p\n',
      durationSeconds: 10,
      hasInputs: false,
      operationRef: { at: 1 },
    });
    expect(matchOperations([take('a', 10, false)], [listed], false)).toEqual([
      { kind: 'adopt', takeId: 'a', operationId: 'x', operationRef: { at: 1 } },
    ]);
  });

  test('finds a largest matching, one operation per take', () => {
    const bounds = fc.array(fc.nat(20), { maxLength: 6 });
    fc.assert(
      fc.property(bounds, bounds, (sent, created) => {
        const takes = sent.map((at, index) => take(`t${index}`, at));
        const operations = created.map((at, index) => operation(`o${index}`, at));
        const adopted = matchOperations(takes, operations, true).filter(
          (finding) => finding.kind === 'adopt',
        );
        expect(new Set(adopted.map(({ operationId }) => operationId)).size).toBe(adopted.length);
        expect(adopted).toHaveLength(largestMatching(sent, created));
      }),
    );
  });
});

/** Size of the largest matching, by brute force. */
function largestMatching(sent: readonly number[], created: readonly number[]): number {
  const [first, ...rest] = sent;
  if (first === undefined) return 0;
  const skipped = largestMatching(rest, created);
  const taken = created.flatMap((at, index) =>
    at >= first ? 1 + largestMatching(rest, created.toSpliced(index, 1)) : [],
  );
  return Math.max(skipped, ...taken);
}
