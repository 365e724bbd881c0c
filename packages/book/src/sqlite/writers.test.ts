import { describe, expect, test } from 'vitest';
import { holderIn, nameAmong } from './writers.ts';

const LOCKS = `1: POSIX  ADVISORY  READ 10 fe:00:77 128 128
2: POSIX  ADVISORY  WRITE 11 fe:00:78 120 120
3: FLOCK  ADVISORY  WRITE 12 fe:00:77 0 EOF
4: POSIX  ADVISORY  WRITE 13 fe:00:77 121 121
5: POSIX  ADVISORY  WRITE 14 fe:00:77 120 120
5: -> POSIX  ADVISORY  WRITE 15 fe:00:77 120 120
`;

describe('holderIn', () => {
  test('finds the holder of the write lock', () => {
    expect(holderIn(LOCKS, 77)).toBe(14);
    expect(holderIn(LOCKS, 79)).toBeUndefined();
  });
});

describe('nameAmong', () => {
  const others = [
    { label: 'worker-1', pid: 14, host: 'h' },
    { label: 'api', pid: 20, host: 'h' },
  ];

  test.each([
    [14, 'worker-1 (process 14 on h)'],
    [99, 'process 99'],
    [process.pid, 'another part of this process'],
    [undefined, 'worker-1 (process 14 on h) or api (process 20 on h)'],
  ])('names process %s', (pid, name) => {
    expect(nameAmong(others, pid)).toBe(name);
  });

  test('handles an unknown process', () => {
    expect(nameAmong([], undefined)).toBe('another process');
  });
});
